"""What every estimator of the science core promises; see `contract` for how to register one."""

import pickle

import numpy as np
import pytest
from contract import every_case

from maatwerk.science.errors import ScienceError

CASES = every_case()
every_estimator = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def data_of(case, seed=1):
    return case.data(np.random.default_rng(seed))


def attempt(case, data):
    """Return the fitted estimator, or None and the ScienceError that refused."""
    try:
        return case.fit(data), None
    except ScienceError as error:
        return None, error


def refused_or_doubted(case, data):
    """Fit; pass when it refuses and says what, or answers in finite numbers with a caveat."""
    fitted, error = attempt(case, data)
    if fitted is None:
        assert error.argument
        assert error.expected
        return
    assert case.caveats(fitted), "an answer without any caveat"
    assert np.isfinite(case.learned(fitted)).all(), "a silent NaN"


@every_estimator
def test_parameters_are_stored_as_given_and_survive_fit(case):
    model = case.make()
    before = model.get_params()
    assert all(getattr(model, name) is value for name, value in before.items())
    again = type(model)(**before)
    assert all(again.get_params()[name] is value for name, value in before.items())
    model.fit(**data_of(case).arguments())
    assert all(model.get_params()[name] is value for name, value in before.items())


@every_estimator
def test_set_params_changes_one_and_refuses_unknown_ones(case):
    model = case.make()
    name, value = case.change
    assert model.set_params(**{name: value}) is model
    assert model.get_params()[name] is value
    with pytest.raises(ScienceError):
        model.set_params(no_such_parameter=1)


@every_estimator
def test_fit_returns_itself_and_learns_names_that_end_in_an_underscore(case):
    model = case.make()
    before = set(vars(model))
    assert model.fit(**data_of(case).arguments()) is model
    added = set(vars(model)) - before
    assert added
    assert all(name.endswith("_") for name in added)
    assert np.isfinite(case.learned(model)).all()


@every_estimator
def test_fit_leaves_its_input_alone(case):
    data = data_of(case)
    copies = {name: array.copy() for name, array in data.arrays.items()}
    case.fit(data)
    for name, array in data.arrays.items():
        assert np.array_equal(array, copies[name], equal_nan=array.dtype.kind == "f")


@every_estimator
def test_refitting_is_idempotent_and_forgets_earlier_data(case):
    one, other = data_of(case, 1), data_of(case, 2)
    fresh = case.learned(case.fit(one))
    used = case.make().fit(**other.arguments()).fit(**one.arguments()).fit(**one.arguments())
    assert np.array_equal(case.learned(used), fresh)


@every_estimator
def test_the_order_of_people_does_not_matter(case):
    data = data_of(case)
    order = np.random.default_rng(3).permutation(data.people)
    one, other = case.fit(data), case.fit(data.rows(order))
    assert np.allclose(case.learned(one), case.learned(other), rtol=case.tolerance, atol=case.tolerance)
    if case.predict is not None:
        here, there = case.predict(one, data), case.predict(other, data.rows(order))
        assert np.allclose(here[order], there, rtol=case.tolerance, atol=case.tolerance)


@every_estimator
def test_infinity_is_refused(case):
    def spoil(array):
        array[0, 0] = np.inf

    with pytest.raises(ScienceError):
        case.fit(data_of(case).with_main(spoil))


@every_estimator
def test_a_missing_number_is_refused_or_handled(case):
    def spoil(array):
        array[5, 0] = np.nan

    fitted, error = attempt(case, data_of(case).with_main(spoil))
    assert error.argument if fitted is None else np.isfinite(case.learned(fitted)).all()


@every_estimator
def test_a_constant_column_is_refused_or_doubted(case):
    def spoil(array):
        array[:, 0] = array[0, 0]

    refused_or_doubted(case, data_of(case).with_main(spoil))


@every_estimator
def test_three_people_are_refused_or_doubted(case):
    refused_or_doubted(case, data_of(case).rows(slice(0, 3)))


@every_estimator
def test_nobody_is_refused(case):
    with pytest.raises(ScienceError):
        case.fit(data_of(case).rows(slice(0, 0)))


@every_estimator
def test_a_fitted_estimator_can_be_pickled(case):
    data = data_of(case)
    fitted = case.fit(data)
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(case.learned(again), case.learned(fitted))
    if case.predict is not None:
        assert np.array_equal(case.predict(again, data), case.predict(fitted, data))


@every_estimator
def test_predicting_before_fitting_is_refused(case):
    if case.predict is None:
        pytest.skip("does not predict")
    with pytest.raises(ScienceError):
        case.predict(case.make(), data_of(case))


@every_estimator
def test_a_prediction_is_one_finite_number_per_person(case):
    if case.predict is None:
        pytest.skip("does not predict")
    data = data_of(case)
    found = case.predict(case.fit(data), data)
    assert found.shape == (data.people,)
    assert np.isfinite(found).all()
