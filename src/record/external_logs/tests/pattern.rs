use super::*;

const TEXT: &str = "D and G at 10 = 0.5 | 0.7 (ok)\nnothing\nD and G at 20 = \u{1b}[31mnan\u{1b}[0m | 1e-3, (ok)\n";

fn with(pattern: &str) -> Result<LogOptions, String> {
    let pattern = pattern
        .parse::<LogPattern>()
        .map_err(|error| error.to_string())?;
    Ok(LogOptions {
        pattern: Some(pattern),
        ..map(&[])
    })
}

#[test]
fn groups_are_columns() {
    let options =
        with(r"at (?P<step>\d+) = (?P<errD>\S+) \| (?<g_loss>\S+) \((?P<state>\w+)").unwrap();
    let log = read_as("log.txt", TEXT.as_bytes(), &options).unwrap();
    assert_eq!(pairs(&log), "step = step, d_loss = errD, g_loss = g_loss");
    assert_eq!(
        (steps(&log), log.steps[0].d_loss, log.steps[1].g_loss),
        (vec![10, 20], Some(0.5), Some(1e-3))
    );
    assert!(log.steps[1].d_loss.unwrap().is_nan());
    assert_eq!(
        log.ignored,
        ["state"],
        "text is no error where nobody reads it"
    );
}

#[test]
fn patterns_that_say_nothing_are_refused() {
    let refused = |pattern: &str| with(pattern).unwrap_err();
    assert!(
        refused("(?P<d_loss>").contains("unclosed group"),
        "{}",
        refused("(")
    );
    assert!(refused(r"D=(\S+)").contains("no group has a name"));
    let no_match =
        read_as("log.txt", TEXT.as_bytes(), &with("x(?P<d_loss>.)").unwrap()).unwrap_err();
    assert!(
        no_match.contains("no line matches `--pattern`; the first line is `D and G at 10"),
        "{no_match}"
    );
    let no_number = read_as(
        "log.txt",
        TEXT.as_bytes(),
        &with(r"\((?P<d_loss>\w+)").unwrap(),
    )
    .unwrap_err();
    assert!(
        no_number.contains("column `d_loss` on line 1 has `ok`, which is no number"),
        "{no_number}"
    );
}
