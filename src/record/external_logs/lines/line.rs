//! The quantities of a printed line and its counters, by what stands around the numbers.

use super::lexer::Token;
use super::names::{Meaning, Names};
use super::written::Written;

/// A place in a count: `10/32`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fraction {
    pub at: f64,
    pub of: f64,
}

/// What a line says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Columns and their values.
    pub pairs: Vec<(usize, f64)>,
    pub epoch: Option<f64>,
    /// Where it is within an epoch or all of training.
    pub batch: Option<Fraction>,
    /// A whole number that begins the line.
    pub leading: Option<f64>,
    /// Whether one of the pairs is a count of steps.
    pub has_step: bool,
    /// The column of a number with a decimal comma, and that number with a point.
    pub decimal_comma: Option<(usize, f64)>,
}

impl Line {
    pub fn clear(&mut self) {
        self.pairs.clear();
        (self.epoch, self.batch, self.leading, self.has_step) = (None, None, None, false);
        self.decimal_comma = None;
    }

    /// Whether the line says where in training it is.
    pub fn has_counter(&self) -> bool {
        self.has_step || self.epoch.is_some() || self.batch.is_some() || self.leading.is_some()
    }
}

/// Words of a name, at most: what is longer is prose.
const MOST_WORDS: usize = 8;

/// Reads a line.
pub(super) fn read<'a>(tokens: &[Token<'a>], names: &mut Names, into: &mut Line) {
    into.clear();
    names.begin_line();
    let mut state = State {
        tokens,
        written: Written::default(),
        unnamed: [None; 2],
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match *token {
            Token::Number { value, is_whole } => state.number(at, value, is_whole, names, into),
            Token::DecimalComma { value } => {
                let known = into.pairs.len();
                let length = state.number(at, value, false, names, into);
                let first = into.pairs.get(known).copied();
                into.decimal_comma = into.decimal_comma.or(first);
                length
            }
            other => state.other(at, other),
        };
    }
    let [first, last] = state.unnamed;
    match (into.epoch, first, last) {
        // `[0/20][10/32]`: an epoch and a batch.
        (None, Some(epoch), Some(batch)) => {
            into.epoch = Some(epoch.at);
            into.batch = into.batch.or(Some(batch));
        }
        (_, first, last) => into.batch = into.batch.or(last).or(first),
    }
}

struct State<'a, 't> {
    tokens: &'t [Token<'a>],
    written: Written<'a>,
    /// The first and the last fraction without a name.
    unnamed: [Option<Fraction>; 2],
}

impl<'a> State<'a, '_> {
    fn other(&mut self, at: usize, token: Token<'a>) -> usize {
        let written = &mut self.written;
        match token {
            Token::Word(word) => {
                if written.is_separated {
                    written.after_text();
                }
                if written.words.len() < MOST_WORDS {
                    written.words.push(word);
                }
            }
            Token::Separator => written.is_separated = !written.words.is_empty(),
            Token::Open => {
                // `Epoch [3/20]` and `Epoch: [3/20]`.
                let counts = matches!(self.tokens.get(at + 1), Some(Token::Number { .. }));
                if !counts {
                    written.end();
                }
                written.open(!counts);
            }
            Token::Close => written.close(),
            _ => written.end(),
        }
        1
    }

    /// A number ends the name before it. Returns how many tokens belong to it.
    fn number(
        &mut self,
        at: usize,
        value: f64,
        is_whole: bool,
        names: &mut Names,
        line: &mut Line,
    ) -> usize {
        let second = match self.tokens[at + 1..] {
            [Token::Slash, Token::Number { value, is_whole }, ..] => Some((value, is_whole)),
            _ => None,
        };
        let length = if second.is_some() { 3 } else { 1 };
        let fraction = second
            .filter(|(_, is_also)| is_whole && *is_also)
            .map(|(of, _)| Fraction { at: value, of });
        if self.written.words.is_empty() {
            match fraction {
                Some(fraction) if self.unnamed[0].is_none() => self.unnamed[0] = Some(fraction),
                Some(fraction) => self.unnamed[1] = Some(fraction),
                None if at == 0 && is_whole => line.leading = Some(value),
                None => {}
            }
            return length;
        }
        match names.meaning(&self.written) {
            Meaning::Epoch if is_whole => line.epoch = line.epoch.or(Some(value)),
            Meaning::Counter(_) if fraction.is_some() => line.batch = line.batch.or(fraction),
            Meaning::Counter(column) if is_whole => {
                line.pairs.push((column, value));
                line.has_step = true;
            }
            Meaning::Quantity(column) => {
                line.pairs.push((column, value));
                if let Some((value, _)) = second
                    && let Some(column) = names.second(column)
                {
                    line.pairs.push((column, value));
                }
            }
            _ => {}
        }
        self.written.after_number();
        length
    }
}
