//! The records of a text with separators. On `csv-core`, for the crate around it would bring
//! another serde into the build.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// A record, and where it is.
pub(super) struct Record {
    /// Without the blanks around them.
    pub fields: Vec<String>,
    /// Its line, from 1; its last one where quotes hold a line's end.
    pub line: u64,
    /// The text ends within it, or is not ended by a newline.
    pub is_open: bool,
}

/// The records of a text, without empty lines and those that begin with `#`.
pub(super) struct Records<'a> {
    reader: Reader,
    rest: &'a [u8],
    line: u64,
    is_done: bool,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Records<'a> {
    pub fn new(text: &'a [u8], separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .comment(Some(b'#'))
            .build();
        Self {
            reader,
            rest: text,
            line: 1,
            is_done: false,
            output: vec![0; 1024],
            ends: vec![0; 32],
        }
    }

    fn record(&mut self, consumed: &[u8], output: usize, ends: usize) -> Record {
        let starts = std::iter::once(0).chain(self.ends[..ends].iter().copied());
        let field = |(start, end): (usize, &usize)| {
            String::from_utf8_lossy(&self.output[..output][start..*end])
                .trim()
                .to_string()
        };
        let fields = starts.zip(&self.ends[..ends]).map(field).collect();
        let is_newline = |byte: &u8| *byte == b'\n';
        self.line += consumed.iter().filter(|byte| is_newline(byte)).count() as u64;
        let after = consumed
            .iter()
            .rev()
            .take_while(|byte| is_newline(byte))
            .count() as u64;
        let is_open =
            self.rest.is_empty() && !consumed.ends_with(b"\n") && !consumed.ends_with(b"\r");
        Record {
            fields,
            line: self.line - after,
            is_open,
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let begun = self.rest;
        let (mut output, mut ends) = (0, 0);
        while !self.is_done {
            let (result, read, written, ended) = self.reader.read_record(
                self.rest,
                &mut self.output[output..],
                &mut self.ends[ends..],
            );
            self.rest = &self.rest[read..];
            output += written;
            ends += ended;
            match result {
                // At the end of the text the reader wants to see that nothing follows.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.output.resize(2 * self.output.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => {
                    return Some(self.record(
                        &begun[..begun.len() - self.rest.len()],
                        output,
                        ends,
                    ));
                }
                ReadRecordResult::End => self.is_done = true,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(Vec<String>, u64, bool)> {
        Records::new(text.as_bytes(), b',')
            .map(|record| (record.fields, record.line, record.is_open))
            .collect()
    }

    #[test]
    fn records_know_their_fields_and_lines() {
        let fields = |fields: &[&str]| fields.iter().map(ToString::to_string).collect::<Vec<_>>();
        let text = "# a comment\n\na, b \r\n\"1,5\",\"x\"\"y\"\n\n#\n2";
        let expected = [
            (fields(&["a", "b"]), 3, false),
            (fields(&["1,5", "x\"y"]), 4, false),
            (fields(&["2"]), 7, true),
        ];
        assert_eq!(all(text), expected);
        assert_eq!(
            all("a\n\"b\nc\"\nd\n")
                .iter()
                .map(|(_, line, _)| *line)
                .collect::<Vec<_>>(),
            [1, 3, 4]
        );
        assert_eq!(all("").len() + all("\n\n# only\n").len(), 0);
    }

    #[test]
    fn long_fields_and_many_fields_fit() {
        let (long, many) = ("x".repeat(5000), ",".repeat(500));
        assert_eq!(all(&long)[0].0, [long]);
        assert_eq!(all(&many)[0].0.len(), 501);
    }
}
