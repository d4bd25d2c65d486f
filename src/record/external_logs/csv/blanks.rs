//! Tables whose columns are parted by blanks, as `numpy.savetxt` writes them.

use super::super::cell;

/// The same table with tabs; `None` if the text is something else.
pub(in super::super) fn with_tabs(text: &str) -> Option<String> {
    let is_row = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut rows = text.lines().filter(is_row);
    let (header, first) = (rows.next()?, rows.next()?);
    let has_other = header.contains([',', ';', '\t', '|', ':', '=', '[', '"']);
    let numbers = |line: &str| {
        let cells = line.split_whitespace();
        cells.filter(|cell| cell::number(cell).is_some()).count()
    };
    let width = header.split_whitespace().count();
    let has_names = numbers(header) == 0;
    let is_table = width > 1
        && !has_other
        && (has_names || numbers(header) == width)
        && numbers(first) == width
        && first.split_whitespace().count() == width;
    if !is_table {
        return None;
    }
    Some(tabbed(text))
}

/// The lines of such a table with tabs.
pub(super) fn tabbed(text: &str) -> String {
    let mut table = String::with_capacity(text.len());
    for line in text.lines() {
        for (at, cell) in line.split_whitespace().enumerate() {
            if at > 0 {
                table.push('\t');
            }
            table.push_str(cell);
        }
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_tabs_only_in_tables() {
        assert_eq!(
            with_tabs("# made by numpy\n 1.0  2e-3\n\n 3 nan"),
            Some("#\tmade\tby\tnumpy\n1.0\t2e-3\n\n3\tnan\n".to_string())
        );
        assert!(with_tabs("step d_loss\n1 0.5\n").is_some());
        for other in [
            "",
            "0.5\n0.6\n",
            "a,b c\n1 2\n",
            "D loss 0.5\nD loss 0.6\n",
            "iter 10\niter 20\n",
            "a b\n1 2 3\n",
        ] {
            assert_eq!(with_tabs(other), None, "{other}");
        }
    }
}
