"""SPL as text and as trees: lexer, macros, parser, search-expression matcher. Knows no conf and no store."""
