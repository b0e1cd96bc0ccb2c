"""A contract for import-linter: one app reaches another only at its front door.

Foreign keys name models of other apps by string, which no import shows; `test_models.py` watches those.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoorContract(Contract):
    """Forbids `apps.a.… → apps.b.…` unless what is imported is `apps.b.public`."""

    type_name = "front_door"

    container = fields.StringField()
    door = fields.StringField(default="public")

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every direct import between two children of the container."""
        apps = graph.find_children(str(self.container))
        wrong = []
        for app in sorted(apps):
            for importer in sorted({app, *graph.find_descendants(app)}):
                for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                    other = self._app_of(imported)
                    if other in apps - {app} and imported != f"{other}.{self.door}":
                        lines = graph.get_import_details(importer=importer, imported=imported)
                        wrong.append((importer, imported, [detail["line_number"] for detail in lines]))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes through a wall instead of the door."""
        for importer, imported, lines in check.metadata["wrong"]:
            places = ", ".join(f"l.{line}" for line in lines)
            output.print_error(
                f"{importer} -> {imported} ({places}): use {self._app_of(imported)}.{self.door}"
            )

    def _app_of(self, module: str) -> str:
        depth = str(self.container).count(".") + 2
        return ".".join(module.split(".")[:depth])
