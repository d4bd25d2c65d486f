//! A printed line as tokens: words, numbers, and what stands between them.

use super::super::cell;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A part of a name.
    Word(&'a str),
    Number {
        value: f64,
        /// Digits alone, as counters are written.
        is_whole: bool,
    },
    /// What can only be a number with a decimal comma: `0,49`.
    DecimalComma {
        value: f64,
    },
    /// `:` or `=`, between a name and its number.
    Separator,
    /// `/` between numbers.
    Slash,
    Open,
    Close,
    /// What ends a name: a comma, a bar, a time, a number with a unit.
    Break,
}

/// How far a parenthesis that belongs to a word is looked for: `tensor(0.1, grad_fn=<..>)`.
const LONGEST_PARENTHESIS: usize = 200;

/// The tokens of a line.
pub(super) fn tokens<'a>(line: &'a str, into: &mut Vec<Token<'a>>) {
    into.clear();
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (token, length) = match byte {
            0..=b' ' | b'"' | b'\'' | b'`' | 0x7f => (None, 1),
            b':' | b'=' => (Some(Token::Separator), run(&bytes[at..], b":=>")),
            b',' | b';' | b'|' | b'<' | b'>' => (Some(Token::Break), 1),
            b'[' | b'{' | b'(' => (Some(Token::Open), 1),
            b']' | b'}' | b')' => (Some(Token::Close), 1),
            b'/' => (Some(Token::Slash), 1),
            _ => match with_comma(&line[at..]).filter(|_| follows_name(into)) {
                Some((token, length)) => (Some(token), length),
                None => {
                    let length = word_length(&bytes[at..]);
                    (Some(word(&line[at..at + length])), length)
                }
            },
        };
        into.extend(token);
        at += length;
    }
}

/// A number with commas at the beginning of a text, and its length: between thousands, as in `1,000` or
/// `-5,325.62`, or before decimals, as in `0,49`.
fn with_comma(text: &str) -> Option<(Token<'_>, usize)> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes[0], b'-' | b'+'));
    let first = digits(&bytes[sign..]);
    let after = |at: usize| bytes.get(at..).unwrap_or_default();
    let mut at = sign + first;
    if first == 0 || after(at).first() != Some(&b',') {
        return None;
    }
    let is_grouped = first <= 3 && bytes[sign] != b'0';
    while is_grouped && after(at).first() == Some(&b',') && digits(after(at + 1)) == 3 {
        at += 4;
    }
    let decimals = match (at > sign + first, after(at).first()) {
        (true, Some(b'.')) | (false, Some(b',')) => digits(after(at + 1)),
        _ => 0,
    };
    let end = match decimals {
        0 => at,
        some => at + 1 + some,
    };
    if end == sign + first || goes_on(after(end)) {
        return None;
    }
    let is_decimal_comma = at == sign + first;
    let digits = match is_decimal_comma {
        true => text[..end].replace(',', "."),
        false => text[..end].replace(',', ""),
    };
    let value = digits.parse().ok()?;
    let token = match is_decimal_comma {
        true => Token::DecimalComma { value },
        false => Token::Number {
            value,
            is_whole: sign == 0 && decimals == 0,
        },
    };
    Some((token, end))
}

fn digits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// Whether a number goes on with this text, or is an item of a list without blanks.
fn goes_on(bytes: &[u8]) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes.first() {
        Some(b',') => is_digit(1),
        Some(byte) => byte.is_ascii_alphanumeric() || *byte == b'.',
        None => false,
    }
}

/// Whether a name is waiting for its number. Elsewhere commas part the items of a list.
fn follows_name(tokens: &[Token]) -> bool {
    matches!(tokens.last(), Some(Token::Word(_) | Token::Separator))
}

/// A line without the codes that colour it or move the cursor.
pub(in super::super) fn without_escapes(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, code)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = match code.strip_prefix('[') {
            Some(code) => code.trim_start_matches(|letter: char| matches!(letter, ' '..='?')),
            None => code,
        };
        // The letter that ends the code.
        let mut letters = rest.chars();
        letters.next();
        rest = letters.as_str();
    }
    plain.push_str(rest);
    plain
}

fn run(bytes: &[u8], of: &[u8]) -> usize {
    bytes.iter().take_while(|byte| of.contains(byte)).count()
}

/// Where a word ends. Names keep what is in parentheses, `D(G(z))`, and slashes, `Loss/D`; times
/// keep their colons and dates their slashes; of a number nothing is kept but itself.
fn word_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_digits = || bytes[..at].iter().all(u8::is_ascii_digit);
        let is_before_digit = || bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            0..=b' ' | b',' | b';' | b'|' | b'[' | b']' | b'{' | b'}' | b')' => break,
            b'<' | b'>' | b'=' | b'"' | b'\'' | b'`' | 0x7f => break,
            b':' if is_time(&bytes[..at]) && is_before_digit() => at += 1,
            b':' => break,
            b'/' if is_digits() && is_date(&bytes[at..]) => at += 1,
            b'/' if is_number(&bytes[..at]) => break,
            b'/' => at += 1,
            b'(' if is_number(&bytes[..at]) => break,
            b'(' => match closing(&bytes[at..]) {
                Some(length) => at += length,
                None => break,
            },
            _ => at += 1,
        }
    }
    at.max(1)
}

/// Whether text before a colon is a part of a time: `13:24` of `13:24:04`.
fn is_time(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b':')
}

/// Whether a year goes on like this: `/09/15`.
fn is_date(bytes: &[u8]) -> bool {
    let month = digits(&bytes[1..]);
    let rest = &bytes[1 + month..];
    month > 0 && rest.first() == Some(&b'/') && digits(&rest[1..]) > 0
}

fn is_number(bytes: &[u8]) -> bool {
    bytes
        .first()
        .is_some_and(|first| first.is_ascii_digit() || b"+-.".contains(first))
        && std::str::from_utf8(bytes).is_ok_and(|text| text.parse::<f64>().is_ok())
}

/// The length of what is in parentheses, if they are closed soon.
fn closing(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().take(LONGEST_PARENTHESIS).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

fn word(text: &str) -> Token<'_> {
    let bytes = text.as_bytes();
    let is_whole = bytes.len() <= 15 && bytes.iter().all(u8::is_ascii_digit);
    let first = bytes[0];
    let may_be_number = first.is_ascii_digit()
        || b"+-.".contains(&first)
        || matches!(first, b'n' | b'N' | b'i' | b'I')
        || text.ends_with(')');
    let value = may_be_number
        .then(|| cell::number(text).or_else(|| cell::number(text.strip_suffix('.')?)))
        .flatten();
    match value {
        Some(value) => Token::Number { value, is_whole },
        None if first.is_ascii_digit() || !text.chars().any(char::is_alphanumeric) => Token::Break,
        None => Token::Word(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a line in short: words, numbers, `:` `/` `[` `]`, and `,` for a break.
    fn of(line: &str) -> String {
        let mut found = Vec::new();
        tokens(line, &mut found);
        let shown = found.iter().map(|token| match token {
            Token::Word(word) => word.to_string(),
            Token::Number {
                value,
                is_whole: true,
            } => format!("{value}"),
            Token::Number { value, .. } => format!("{value:?}f"),
            Token::DecimalComma { value } => format!("{value:?}c"),
            Token::Separator => ":".to_string(),
            Token::Slash => "/".to_string(),
            Token::Open => "[".to_string(),
            Token::Close => "]".to_string(),
            Token::Break => ",".to_string(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_numbers_and_times_are_told_apart() {
        for (line, expected) in [
            (
                "[0/20][10/32]\tLoss_D: 1.8",
                "[ 0 / 20 ] [ 10 / 32 ] Loss_D : 1.8f",
            ),
            ("D(G(z)): 0.36 / 0.0", "D(G(z)) : 0.36f / 0.0f"),
            (
                "lr:(1.000e-04,)] l_d: -inf",
                "lr : [ 0.0001f , ] ] l_d : -inff",
            ),
            ("Elapsed [8:37:01.056] b: 3", "Elapsed [ , ] b : 3"),
            ("2020-09-15 13:24:04,123 > Step:", ", , , 123 , Step :"),
            ("2020/09/15 x", ", x"),
            ("1293: [D] real 1e-3", "1293 : [ D ] real 0.001f"),
            (
                "45%|██  | 4/9 [00:10<00:12, 3.2s/it, d=0.5]",
                "0.45f , , , 4 / 9 [ , , , , , , d : 0.5f ]",
            ),
            ("acc: 96.88%] 0.5(0.6)", "acc : 0.9688f ] 0.5f [ 0.6f ]"),
            ("d=tensor(0.5, grad_fn=<A>) g", "d : 0.5f g"),
            ("Loss/D => nan --- -", "Loss/D : NaNf , ,"),
            ("{'d_loss': 0.5}", "[ d_loss : 0.5f ]"),
            ("loss(open 1", "loss [ open 1"),
            ("损失: 0.5.", "损失 : 0.5f"),
            ("→ step 7 · d = 1", ", step 7 , d : 1"),
            ("iter:   1,000, lr: 2", "iter : 1000 , lr : 2"),
            ("step 12,345,678] d", "step 12345678 ] d"),
            ("a: 1,000.5 b: -5,325.62", "a : 1000.5f b : -5325.62f"),
            (
                "a: 0,123, b 12,5 c: -0,5|",
                "a : 0.123c , b 12.5c c : -0.5c ,",
            ),
            ("[1,200,300] d: 1,20", "[ 1 , 200 , 300 ] d : 1.2c"),
            (
                "size: 3,64,64 b: 0,0.99",
                "size : 3 , 64 , 64 b : 0 , 0.99f",
            ),
            ("a: 1,000,00 b: 1,000x", "a : 1 , 0 , 0 b : 1 , ,"),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
    }

    #[test]
    fn codes_of_terminals_are_stripped() {
        let coloured = "\u{1b}[1;32mD loss\u{1b}[0m: 0.5\u{1b}[K\u{1b}";
        assert_eq!(without_escapes(coloured), "D loss: 0.5");
    }
}
