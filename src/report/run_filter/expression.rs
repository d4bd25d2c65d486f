//! The tree of an expression: read, checked and evaluated.

use std::fmt;

use super::columns::{Cell, Columns};
use super::filter_error::FilterError;
use super::lexer::{Placed, Token, tokens};

/// What is meant: comparisons joined by `and`, `or` and `not`.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Both hold.
    And(Box<Expression>, Box<Expression>),
    /// One of them holds.
    Or(Box<Expression>, Box<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
    /// A column compared with a value.
    Compare {
        /// The column's name.
        column: String,
        /// `=`, `!=`, `<`, `<=`, `>`, `>=` or `~`, which is "contains".
        operator: &'static str,
        /// The value as it is written.
        value: String,
    },
}

/// Expressions nest no deeper than whoever reads them can follow, nor than the stack bears.
const DEEPEST: usize = 64;

impl Expression {
    /// Reads an expression and checks it against the columns that there are.
    ///
    /// # Errors
    /// What is wrong, where, what is allowed, and what was probably meant.
    pub fn parse(text: &str, columns: &Columns) -> Result<Expression, FilterError> {
        let mut parser = Parser {
            text,
            tokens: tokens(text)?,
            next: 0,
            depth: 0,
            columns,
        };
        let expression = parser.any_of()?;
        match parser.peek() {
            None => Ok(expression),
            Some(Token::Close) => Err(parser.error("this bracket closes nothing")),
            Some(_) => Err(parser.error("`and` or `or` is missing here")),
        }
    }

    /// Whether it holds of a run, whose values `cell` knows by the names of columns.
    pub(crate) fn holds(&self, cell: &dyn Fn(&str) -> Cell) -> bool {
        match self {
            Expression::And(one, other) => one.holds(cell) && other.holds(cell),
            Expression::Or(one, other) => one.holds(cell) || other.holds(cell),
            Expression::Not(inner) => !inner.holds(cell),
            Expression::Compare {
                column,
                operator,
                value,
            } => cell(column).compares(operator, value),
        }
    }

    /// The columns that it names, each once, in its order.
    pub fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Expression::And(one, other) | Expression::Or(one, other) => {
                one.collect(found);
                other.collect(found);
            }
            Expression::Not(inner) => inner.collect(found),
            Expression::Compare { column, .. } => {
                if !found.contains(&column.as_str()) {
                    found.push(column);
                }
            }
        }
    }
}

impl fmt::Display for Expression {
    /// As [`Expression::parse`] reads it, with every bracket.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::And(one, other) => write!(out, "({one} and {other})"),
            Expression::Or(one, other) => write!(out, "({one} or {other})"),
            Expression::Not(inner) => write!(out, "not {inner}"),
            Expression::Compare {
                column,
                operator,
                value,
            } => {
                let quote = if value.contains('\'') { '"' } else { '\'' };
                write!(out, "{column} {operator} {quote}{value}{quote}")
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    columns: &'a Columns,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += usize::from(token.is_some());
        token
    }

    /// An error at the next word.
    fn error(&self, message: impl Into<String>) -> FilterError {
        let place = self.tokens.get(self.next).map(|(at, _)| *at);
        FilterError::at(self.text, place.unwrap_or(self.text.len()), message)
    }

    /// Takes one of these words, whatever its case.
    fn takes_word(&mut self, words: &[&str]) -> bool {
        let is_it = match self.peek() {
            Some(Token::Word(word)) => words.iter().any(|it| it.eq_ignore_ascii_case(word)),
            _ => false,
        };
        self.next += usize::from(is_it);
        is_it
    }

    fn any_of(&mut self) -> Result<Expression, FilterError> {
        let mut left = self.all_of()?;
        while self.takes_word(&["or", "||"]) {
            left = Expression::Or(Box::new(left), Box::new(self.all_of()?));
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Result<Expression, FilterError> {
        let mut left = self.one()?;
        while self.takes_word(&["and", "&&"]) {
            left = Expression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expression, FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("the expression is nested too deeply"));
        }
        let found = if self.takes_word(&["not"]) {
            Expression::Not(Box::new(self.one()?))
        } else if self.peek() == Some(&Token::Open) {
            self.next += 1;
            let inner = self.any_of()?;
            if self.peek() != Some(&Token::Close) {
                return Err(self.error("a closing bracket is missing here"));
            }
            self.next += 1;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(found)
    }

    fn comparison(&mut self) -> Result<Expression, FilterError> {
        const WANTED: &str =
            "a comparison is missing here, such as `verdict = healthy` or `lr_d > 1e-3`";
        let Some(Token::Word(column)) = self.peek().cloned() else {
            return Err(self.error(WANTED));
        };
        let column = self
            .columns
            .find(&column)
            .map_err(|message| self.error(message))?;
        self.next += 1;
        let Some(Token::Operator(operator)) = self.peek().cloned() else {
            return Err(self.error(format!(
                "`{column}` is compared with =, !=, <, <=, >, >= or ~ (contains)"
            )));
        };
        self.next += 1;
        let value = match self.peek().cloned() {
            Some(Token::Word(value) | Token::Quoted(value)) => value,
            _ => {
                return Err(self.error(format!(
                    "the value that `{column}` is compared with is missing"
                )));
            }
        };
        self.columns
            .check(&column, operator, &value)
            .map_err(|message| self.error(message))?;
        self.take();
        Ok(Expression::Compare {
            column,
            operator,
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Columns {
        Columns::new(
            &["lr_d", "data.ring.std"],
            &["verdict", "tag"],
            &[("verdict", &["healthy", "frozen"])],
        )
    }

    fn cell(name: &str) -> Cell {
        match name {
            "lr_d" => Cell::Number(1e-3),
            "verdict" => Cell::Text("healthy".to_string()),
            "tag" => Cell::Words(vec!["best".to_string(), "seen twice".to_string()]),
            _ => Cell::Missing,
        }
    }

    fn holds(text: &str) -> bool {
        let expression =
            Expression::parse(text, &columns()).unwrap_or_else(|error| panic!("{error}"));
        expression.holds(&cell)
    }

    #[test]
    fn comparisons_are_joined_as_everybody_expects() {
        for (text, wanted) in [
            ("lr_d = 0.001", true),
            ("lr_d == 1e-3 and verdict = healthy", true),
            ("lr_d>1e-3 or verdict!=healthy", false),
            ("not lr_d > 1e-3 AND verdict = 'healthy'", true),
            ("lr_d > 1 and lr_d > 1 or verdict = healthy", true),
            ("lr_d > 1 and (lr_d > 1 or verdict = healthy)", false),
            ("std > 0", false),
            ("std != 0", true),
            (
                "tag = best and tag = 'seen twice' and tag ~ twice and tag != new",
                true,
            ),
            ("verdict ~ heal", true),
        ] {
            assert_eq!(holds(text), wanted, "{text}");
        }
    }

    #[test]
    fn mistakes_are_pointed_at_with_what_is_allowed() {
        for (text, fragments) in [
            (
                "lr_dd > 1",
                &["unknown column `lr_dd`", "did you mean `lr_d`?", "  | ^"][..],
            ),
            (
                "verdict = helthy",
                &[
                    "no verdict is called `helthy`",
                    "healthy, frozen",
                    "did you mean `healthy`?",
                ],
            ),
            ("verdict > 3", &["`verdict` is a word", "=, != or ~"]),
            ("lr_d > high", &["`lr_d` is compared with a number"]),
            ("lr_d", &["`lr_d` is compared with"]),
            ("lr_d >", &["is missing"]),
            (
                "lr_d > 1 verdict = healthy",
                &["`and` or `or` is missing here"],
            ),
            ("(lr_d > 1", &["a closing bracket is missing"]),
            ("lr_d > 1)", &["closes nothing"]),
            ("", &["a comparison is missing here"]),
            ("tag = 'x", &["never closed"]),
            ("lr_d ! 1", &["means nothing here"]),
        ] {
            let said = Expression::parse(text, &columns()).unwrap_err().to_string();
            for fragment in fragments {
                assert!(said.contains(fragment), "no `{fragment}` in\n{said}");
            }
        }
    }

    fn any_expression() -> impl Strategy<Value = Expression> {
        let number = (
            prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]),
            -1e3..1e3_f64,
        );
        let number = number.prop_map(|(operator, value)| ("lr_d", operator, value.to_string()));
        let word = (
            prop::sample::select(vec!["=", "!=", "~"]),
            "[ a-z()=<>\"-]{0,12}",
        );
        let word = word.prop_map(|(operator, value)| ("tag", operator, value));
        let compare =
            prop_oneof![number, word].prop_map(|(column, operator, value)| Expression::Compare {
                column: column.to_string(),
                operator,
                value,
            });
        compare.prop_recursive(5, 32, 2, |inner| {
            let two = || (inner.clone(), inner.clone());
            prop_oneof![
                two().prop_map(|(a, b)| Expression::And(Box::new(a), Box::new(b))),
                two().prop_map(|(a, b)| Expression::Or(Box::new(a), Box::new(b))),
                inner.clone().prop_map(|a| Expression::Not(Box::new(a))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(expression in any_expression()) {
            let read = Expression::parse(&expression.to_string(), &columns());
            prop_assert_eq!(read.as_ref(), Ok(&expression), "{}", expression);
        }

        #[test]
        fn any_text_is_read_or_refused_with_a_place(text in "[ -~é\n]{0,40}", more in any::<String>()) {
            for text in [text, more] {
                match Expression::parse(&text, &columns()) {
                    Ok(expression) => { expression.holds(&cell); }
                    Err(error) => prop_assert!(error.to_string().contains('^')),
                }
            }
        }

        #[test]
        fn laws_hold(one in any_expression(), other in any_expression()) {
            let not = |it: &Expression| Expression::Not(Box::new(it.clone()));
            let and = Expression::And(Box::new(one.clone()), Box::new(other.clone()));
            let or = Expression::Or(Box::new(not(&one)), Box::new(not(&other)));
            prop_assert_eq!(not(&and).holds(&cell), or.holds(&cell));
        }
    }
}
