# mypy: allow-untyped-calls
"""Instructions on sixteen numbers or 64 bits at once that the compiler does not find by itself.

They are written as operations on vectors of LLVM, which every processor that numba serves can run; one with masks
(AVX-512) does each in one or two instructions.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped,unused-ignore]
from numba.core import types
from numba.extending import intrinsic

WIDTH = 16  # scores in a vector; rows of scores must be a multiple of it long

BITS, WORD, INDEX = ir.IntType(WIDTH), ir.IntType(64), ir.IntType(32)


def instruction(define: Callable[..., Any]) -> Any:
    """Make an instruction for compiled code of a function that returns its signature and what generates it."""
    return intrinsic(define)


def _all(builder: Any, value: Any) -> Any:
    """Return a vector that holds one value everywhere."""
    empty = ir.Constant(ir.VectorType(value.type, WIDTH), ir.Undefined)
    places = ir.Constant(ir.VectorType(INDEX, WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(builder.insert_element(empty, value, INDEX(0)), empty, places)


def _at(context: Any, builder: Any, kind: Any, given: Any) -> Any:
    """Return a pointer to the vector in a row, (row, start), of this kind of array."""
    row, start = given
    data = context.make_array(kind)(context, builder, row).data
    return builder.bitcast(builder.gep(data, [start]), ir.VectorType(data.type.pointee, WIDTH).as_pointer())


@instruction
def reaching(typing: Any, row: Any, start: Any, least: Any) -> Any:
    """Return which of the `WIDTH` numbers from `start` on are at least `least`: bit b stands for row[start + b]."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = signature.args[0]
        numbers = builder.load(_at(context, builder, kind, given[:2]), align=kind.dtype.bitwidth // 8)
        reached = builder.fcmp_ordered(">=", numbers, _all(builder, given[2]))
        return builder.zext(builder.bitcast(reached, BITS), WORD)

    return types.uint64(row, types.intp, row.dtype), generate


@instruction
def lift(typing: Any, lanes: Any, lane: Any, row: Any, start: Any, bits: Any) -> Any:
    """Raise `WIDTH` lanes from `lane` on to the scores from `start` on where these are higher and their bit is 1."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kinds = signature.args
        place = _at(context, builder, kinds[0], given[:2])
        so_far = builder.load(place, align=kinds[0].dtype.bitwidth // 8)
        scores = builder.load(_at(context, builder, kinds[2], given[2:4]), align=kinds[2].dtype.bitwidth // 8)
        counts = builder.bitcast(builder.trunc(given[4], BITS), ir.VectorType(ir.IntType(1), WIDTH))
        higher = builder.select(builder.fcmp_ordered(">", scores, so_far), scores, so_far)
        builder.store(builder.select(counts, higher, so_far), place, align=kinds[0].dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(lanes, types.intp, row, types.intp, types.uint64), generate


@instruction
def lowest_and_highest(typing: Any, row: Any, start: Any) -> Any:
    """Return the lowest finite and the highest of the `WIDTH` scores from `start` on; inf and -inf without any."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = signature.args[0]
        numbers = builder.load(_at(context, builder, kind, given), align=kind.dtype.bitwidth // 8)
        infinite = _all(builder, ir.Constant(numbers.type.element, float("inf")))
        finite = builder.select(builder.fcmp_ordered(">", numbers, builder.fneg(infinite)), numbers, infinite)
        found = []
        for name, of in (("fmin", finite), ("fmax", numbers)):
            call = ir.FunctionType(numbers.type.element, [numbers.type])
            reduce = builder.module.declare_intrinsic(f"llvm.vector.reduce.{name}.v{WIDTH}f32", (), call)
            found.append(builder.call(reduce, [of], fastmath=("nnan", "nsz")))
        return context.make_tuple(builder, signature.return_type, found)

    return types.UniTuple(row.dtype, 2)(row, types.intp), generate


@instruction
def count_bits(typing: Any, word: Any) -> Any:
    """Return how many bits of a word are 1."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return types.intp(types.uint64), generate


@instruction
def first_bit(typing: Any, word: Any) -> Any:
    """Return the position of the lowest bit that is 1; 64 when there is none."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.IntType(1)(0))

    return types.intp(types.uint64), generate
