//! Lines that are no rows, restarts and endless lines in a log that grows.

use super::event_files::{example, example_of};
use super::growing::{append, read_all};
use super::*;

/// Rows of a table, by step: with the same losses in either order.
fn rows(steps: std::ops::RangeInclusive<u32>) -> String {
    steps.map(|step| format!("{step},0.5,1.5\n")).collect()
}

/// A log of 500 lines that was judged once.
fn followed(path: &std::path::Path) -> GrowingLog {
    let mut log = GrowingLog::new(path, map(&[]));
    append(
        path,
        format!("step,d_loss,g_loss\n{}", rows(1..=500)).as_bytes(),
    );
    read_all(&mut log);
    assert_eq!(last(&mut log).0, 500);
    log
}

/// The last step with its losses, and the notes.
fn last(log: &mut GrowingLog) -> (u64, Option<f64>, Option<f64>, String) {
    let log = log.logs().unwrap().remove(0);
    let row = log.steps.last().unwrap();
    (row.step, row.d_loss, row.g_loss, log.notes.join("\n"))
}

fn grow(
    log: &mut GrowingLog,
    path: &std::path::Path,
    text: &str,
) -> (u64, Option<f64>, Option<f64>, String) {
    append(path, text.as_bytes());
    read_all(log);
    last(log)
}

#[test]
fn a_warning_among_the_rows_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = followed(&path);
    let text = format!("UserWarning: a, b, c\n{}", rows(501..=501));
    let (step, .., notes) = grow(&mut log, &path, &text);
    assert_eq!(step, 501);
    let torn = format!("502,0.5x,1.5\n{}", rows(503..=503));
    let (step, .., later) = grow(&mut log, &path, &torn);
    assert_eq!(step, 503);
    let expected = "a word where the lines before have a number, and left out";
    assert!(
        notes.contains(&format!("{expected}: 1, the first of them line 502")),
        "{notes}"
    );
    assert!(
        later.contains(&format!("{expected}: 2, the first of them line 502")),
        "{later}"
    );
    assert!(!later.contains("nothing after"), "{later}");
    let (.., end) = grow(&mut log, &path, "Traceback, most recent, last\nEOFError\n");
    assert!(end.contains("nothing after line 505 is judged"), "{end}");
}

#[test]
fn a_header_of_other_columns_is_followed_by_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = followed(&path);
    let (step, d_loss, g_loss, notes) =
        grow(&mut log, &path, "g_loss,step,d_loss\n1.25,501,0.75\n");
    assert_eq!((step, d_loss, g_loss), (501, Some(0.75), Some(1.25)));
    assert!(
        notes.contains("by their names: 1, the first of them line 502"),
        "{notes}"
    );
    let (step, d_loss, g_loss, _) = grow(
        &mut log,
        &path,
        "step,d_loss,g_loss,coverage\n502,0.5,1.5,0.25\n503,0.5,1.5,0.5\n",
    );
    assert_eq!((step, d_loss, g_loss), (503, Some(0.5), Some(1.5)));
    assert_eq!(log.logs().unwrap()[0].evals.len(), 2);
}

#[test]
fn headers_that_come_again_and_again_are_one_note() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = followed(&path);
    for _ in 0..50 {
        append(&path, b"step,d_loss,g_loss\n501,0.5,1.5\n");
    }
    let (.., notes) = grow(&mut log, &path, "");
    let expected = "lines that have the header again, and left out: 50, the first of them line 502";
    assert_eq!(notes.matches("header again").count(), 1, "{notes}");
    assert!(notes.contains(expected), "{notes}");
}

#[test]
fn a_stray_line_among_the_first_rows_does_not_hide_the_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = GrowingLog::new(&path, map(&[]));
    append(&path, b"step,d_loss,g_loss\n1,0.5,1.5\nwarning: a, b\n");
    append(&path, rows(2..=500).as_bytes());
    read_all(&mut log);
    assert_eq!(last(&mut log).0, 500);
}

#[test]
fn a_restart_of_a_long_log_of_events_goes_on_from_the_step_that_it_goes_back_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = GrowingLog::new(folder.path(), map(&[]));
    let first = folder.path().join("events.out.tfevents.1.host.1.0");
    for piece in example(20_000).chunks(100_000) {
        append(&first, piece);
        read_all(&mut log);
    }
    // The last row is of one step or of up to four.
    for steps in 1..=6 {
        let last_step = 18_000 + steps;
        let second = folder.path().join("events.out.tfevents.2.host.1.0");
        let whole = example_of(18_001..=last_step);
        let before = std::fs::metadata(&second).map_or(0, |metadata| metadata.len() as usize);
        append(&second, &whole[before..]);
        read_all(&mut log);
        let log = log.logs().unwrap().remove(0);
        assert!(
            log.notes
                .iter()
                .any(|note| note.contains("of every 4 neighbouring rows"))
        );
        assert_eq!(log.steps.last().unwrap().step, last_step);
    }
}

#[test]
fn an_endless_line_is_left_out_and_what_follows_is_read() {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let narrow = |text: &str| text.as_bytes().to_vec();
    for (mark, bytes) in [
        (&b""[..], &narrow as &dyn Fn(&str) -> Vec<u8>),
        (b"\xff\xfe", &wide),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let mut log = GrowingLog::new(&path, map(&[]));
        append(&path, mark);
        append(
            &path,
            &bytes(&format!("step,d_loss,g_loss\n{}", rows(1..=500))),
        );
        read_all(&mut log);
        for piece in bytes(&"7,".repeat(2 << 20)).chunks(300_001) {
            append(&path, piece);
            read_all(&mut log);
        }
        append(&path, &bytes(&format!("7,0.5,1.5\n{}", rows(501..=502))));
        read_all(&mut log);
        let (step, .., notes) = last(&mut log);
        assert_eq!(step, 502);
        assert!(
            notes.contains("longer than 1 MiB, and left out: 1"),
            "{notes}"
        );
        let places = log.logs().unwrap()[0].steps.len();
        assert_eq!(places, 502, "its end is no row");
    }
}
