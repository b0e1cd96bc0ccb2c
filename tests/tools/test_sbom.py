"""The bill of materials names what is locked, and only that."""

import re

from tools import sbom

LOCK = """\
alpha==1.2.3 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via maatwerk (pyproject.toml)
beta[extra]==4 ; sys_platform == 'win32' \\
    --hash=sha256:{b}
    # via alpha
""".format(a="a" * 64, b="b" * 64)


def test_a_bill_of_a_small_lock():
    alpha, beta = sbom.bill(LOCK)["components"]
    assert (alpha["purl"], len(alpha["hashes"])) == ("pkg:pypi/alpha@1.2.3", 2)
    assert alpha["hashes"][0] == {"alg": "SHA-256", "content": "a" * 64}
    assert (beta["purl"], beta["properties"][0]["value"]) == ("pkg:pypi/beta@4", "sys_platform == 'win32'")
    assert "licenses" not in alpha


def test_the_bill_names_every_locked_package_with_its_hashes():
    lock = sbom.LOCK.read_text()
    made = sbom.bill(lock)
    locked = set(re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock))
    assert {(one["name"], one["version"]) for one in made["components"]} == locked
    assert len(locked) > 30
    assert all(one["hashes"] for one in made["components"])
    assert sum(len(one["hashes"]) for one in made["components"]) == lock.count("--hash=sha256:")
    assert made["dependencies"][0]["dependsOn"] == [one["bom-ref"] for one in made["components"]]


def test_installed_packages_state_their_licence():
    stated = {one["name"]: one.get("licenses") for one in sbom.bill(sbom.LOCK.read_text())["components"]}
    assert stated["django"] == [{"expression": "BSD-3-Clause"}] or "BSD" in str(stated["django"])
    assert sum(found is not None for found in stated.values()) > 30
    assert "'OSI Approved'" not in str(stated), "that is a kind of licence and names none"


def test_the_same_lock_gives_the_same_bill():
    assert sbom.bill(LOCK) == sbom.bill(LOCK)
    assert sbom.bill(LOCK)["serialNumber"] != sbom.bill(LOCK + "gamma==1\n")["serialNumber"]
