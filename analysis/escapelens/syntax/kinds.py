"""The grammar's node kinds as ints, and the parser.

What: one constant per kind the lowering dispatches on.
Why: comparing ints is several times cheaper than comparing kind names.
Counterpart: none (tree-sitter-go's grammar).
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

import tree_sitter


def _grammar() -> object:
    """tree_sitter_go.language(), of its extension module alone: beside it the package imports what reads files of
    queries, and that takes longer than all of ours that read Go."""
    package = find_spec("tree_sitter_go")
    inner = package and PathFinder.find_spec("tree_sitter_go._binding", package.submodule_search_locations)
    if not inner or inner.loader is None:
        import tree_sitter_go

        return tree_sitter_go.language()
    binding = module_from_spec(inner)
    inner.loader.exec_module(binding)
    return binding.language()


LANGUAGE = tree_sitter.Language(_grammar())
PARSER = tree_sitter.Parser(LANGUAGE)

ERROR = 65535

_IDS: dict[str | None, list[int]] = {}
for _kind in range(LANGUAGE.node_kind_count):
    _IDS.setdefault(LANGUAGE.node_kind_for_id(_kind), []).append(_kind)


def ids(*names: str) -> list[int]:
    """All ids of the named kinds (a kind has several where the grammar aliases)."""
    return [i for name in names for i in _IDS.get(name, ())]


def _id(name: str, named: bool = True) -> int:
    i = LANGUAGE.id_for_node_kind(name, named)
    if i is None:
        raise RuntimeError(f"the grammar has no {name}")
    return i


LPAREN = _id("(", False)
RPAREN = _id(")", False)
LBRACK = _id("[", False)
RBRACK = _id("]", False)
LBRACE = _id("{", False)
RBRACE = _id("}", False)
COMMA = _id(",", False)
SEMI = _id(";", False)
COLON = _id(":", False)
ASSIGN = _id("=", False)
DEFINE = _id(":=", False)
STAR = _id("*", False)
BAR = _id("|", False)
DOTS = _id("...", False)
ARROW = _id("<-", False)
FUNC = _id("func", False)
RANGE = _id("range", False)
CASE = _id("case", False)
DEFAULT = _id("default", False)

IDENTIFIER = _id("identifier")
BLANK_IDENTIFIER = _id("blank_identifier")
TYPE_IDENTIFIER = _id("type_identifier")
FIELD_IDENTIFIER = _id("field_identifier")
PACKAGE_IDENTIFIER = _id("package_identifier")
LABEL_NAME = _id("label_name")
DOT_NAME = _id("dot")

PACKAGE_CLAUSE = _id("package_clause")
IMPORT_DECLARATION = _id("import_declaration")
IMPORT_SPEC = _id("import_spec")
IMPORT_SPEC_LIST = _id("import_spec_list")
CONST_DECLARATION = _id("const_declaration")
CONST_SPEC = _id("const_spec")
VAR_DECLARATION = _id("var_declaration")
VAR_SPEC = _id("var_spec")
VAR_SPEC_LIST = _id("var_spec_list")
TYPE_DECLARATION = _id("type_declaration")
TYPE_SPEC = _id("type_spec")
TYPE_ALIAS = _id("type_alias")
FUNCTION_DECLARATION = _id("function_declaration")
METHOD_DECLARATION = _id("method_declaration")

TYPE_PARAMETER_LIST = _id("type_parameter_list")
TYPE_PARAMETER_DECLARATION = _id("type_parameter_declaration")
PARAMETER_LIST = _id("parameter_list")
PARAMETER_DECLARATION = _id("parameter_declaration")
VARIADIC_PARAMETER_DECLARATION = _id("variadic_parameter_declaration")

FIELD_DECLARATION = _id("field_declaration")
INTERPRETED_STRING = _id("interpreted_string_literal")
RAW_STRING = _id("raw_string_literal")
METHOD_ELEM = _id("method_elem")
TYPE_ELEM = _id("type_elem")
TYPE_ARGUMENTS = _id("type_arguments")
GENERIC_TYPE = _id("generic_type")
POINTER_TYPE = _id("pointer_type")
PARENTHESIZED_TYPE = _id("parenthesized_type")
QUALIFIED_TYPE = _id("qualified_type")
CHANNEL_TYPE = _id("channel_type")

BLOCK = _id("block")
STATEMENT_LIST = _id("statement_list")
EXPRESSION_LIST = _id("expression_list")
EXPRESSION_STATEMENT = _id("expression_statement")
FOR_CLAUSE = _id("for_clause")
RANGE_CLAUSE = _id("range_clause")
IF_STATEMENT = _id("if_statement")
VARIADIC_ARGUMENT = _id("variadic_argument")
ARGUMENT_LIST = _id("argument_list")
BINARY_EXPRESSION = _id("binary_expression")
LITERAL_VALUE = _id("literal_value")
KEYED_ELEMENT = _id("keyed_element")
LITERAL_ELEMENT = _id("literal_element")
EXPRESSION_CASE = _id("expression_case")
TYPE_CASE = _id("type_case")
DEFAULT_CASE = _id("default_case")
COMMUNICATION_CASE = _id("communication_case")
EMPTY_STATEMENT = _id("empty_statement")
