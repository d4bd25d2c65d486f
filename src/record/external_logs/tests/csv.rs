use std::path::Path;

use super::*;

#[test]
fn a_plain_table_is_read() {
    let log = read(
        &table("step,d_loss,g_loss,modes", |at| {
            format!("{},0.{at:02},1.5,", at * 10)
        }),
        &[],
    )
    .unwrap();
    assert_eq!((log.steps.len(), log.evals.len()), (10, 0));
    let first = log.steps[0];
    assert_eq!(
        (first.step, first.d_loss, first.g_loss, first.d_real),
        (10, Some(0.01), Some(1.5), None)
    );
    assert_eq!((first.d_stepped, first.g_stepped), (1, 1));
    assert!(first.lr_d.is_nan() && first.lr_g.is_nan(), "not logged");
    assert!(log.notes.is_empty() && log.ignored.is_empty(), "{log:?}");
}

#[test]
fn separators_comments_quotes_marks_and_ends_of_lines_do_not_matter() {
    let plain = table("step,d_loss,g_loss", |at| format!("{at},0.5,{at}.25"));
    let expected = read(&plain, &[]).unwrap();
    for other in [
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
        plain.replace(',', "  ,  "),
        plain.replace(',', "  "),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\n# a comment, with separators;\n\n"),
        format!("\u{feff}{plain}"),
        plain
            .replace("d_loss", "\"d_loss\"")
            .replace("0.5", "\"0.5\""),
        plain.trim_end().to_string(),
    ] {
        let log = read(&other, &[]).unwrap();
        assert!(
            log.steps
                .iter()
                .zip(&expected.steps)
                .all(|(one, other)| one.g_loss == other.g_loss),
            "{other}"
        );
        assert_eq!(
            (&log.columns, log.steps.len()),
            (&expected.columns, expected.steps.len()),
            "{other}"
        );
    }
}

#[test]
fn what_is_not_finite_is_a_value_and_nothing_is_not() {
    let cells = ["nan", "inf", "-inf", "NaN", "", "null", "1", "2", "3", "4"];
    let log = read(
        &table("d_loss,g_loss", |at| {
            format!("{},1", cells[at as usize - 1])
        }),
        &[],
    )
    .unwrap();
    let d_loss: Vec<Option<f64>> = log.steps.iter().map(|row| row.d_loss).collect();
    assert!(d_loss[0].unwrap().is_nan() && d_loss[3].unwrap().is_nan());
    assert_eq!(d_loss[1..3], [Some(f64::INFINITY), Some(f64::NEG_INFINITY)]);
    assert_eq!(d_loss[4..7], [None, None, Some(1.0)]);
}

#[test]
fn a_line_that_is_cut_off_is_left_out() {
    let whole = table("step,d_loss,g_loss", |at| format!("{at},1,1"));
    let log = read(&format!("{whole}11,0."), &[]).unwrap();
    assert_eq!(log.steps.len(), 10);
    assert_eq!(
        log.notes,
        ["line 12 is cut off at the end of the file, and left out"]
    );
}

#[test]
fn what_is_no_table_is_named_with_its_line_and_a_remedy() {
    let rows = |cell: &str| {
        table("step,d_loss,note", |at| {
            format!("{at},{},fast", if at == 7 { cell } else { "1" })
        })
    };
    let cases = [
        (String::new(), "log.csv: there is nothing in it"),
        (
            "\n\n# only a comment\n".to_string(),
            "log.csv: there is nothing in it but comments",
        ),
        ("PK\u{3}\u{4}\0".to_string(), "save it as CSV"),
        ("a\0b".to_string(), "this is no text"),
        (
            rows("1,5"),
            "log.csv:8: 4 fields, where the header has 3; a decimal comma",
        ),
        (
            rows("\"1,5\""),
            "column `d_loss` on line 8 has `1,5`, a decimal comma",
        ),
        (
            rows("much"),
            "column `d_loss` on line 8 has `much`, which is no number",
        ),
        (
            rows("1\n8,2"),
            "log.csv:8: 2 fields, where the header has 3",
        ),
        (rows("\"1"), "a quote is not closed"),
        ("step,d_loss\n".to_string(), "no row has a loss of D or G"),
    ];
    for (text, expected) in cases {
        let message = read(&text, &[]).unwrap_err();
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert!(
        read_external_log(Path::new("/nowhere.csv"), &map(&[]))
            .unwrap_err()
            .to_string()
            .contains("cannot read")
    );
}

#[test]
fn cells_of_every_program_are_numbers() {
    let cells = [
        "\"tensor(0.5, grad_fn=<AddBackward0>)\"",
        "0.5",
        "5e-1",
        "50%",
        "NA",
        "N/A",
        "None",
        "-",
        "",
        "np.float32(0.5)",
    ];
    let text = table("d_loss,g_loss", |at| {
        format!("{},1", cells[at as usize - 1])
    });
    let log = read(&text, &[]).unwrap();
    assert_eq!(column(&log, |row| row.d_loss), [0.5; 5]);
}

#[test]
fn one_curve_of_tensorboard_is_named_by_its_file() {
    let text = table("Wall time,Step,Value", |at| format!("1.7e9,{at},0.5"));
    let log = read_as("run-dcgan-tag-Loss_D.csv", text.as_bytes(), &map(&[])).unwrap();
    assert_eq!(pairs(&log), "step = Step, d_loss = Loss_D");
    let message = read(&text, &[]).unwrap_err();
    assert!(
        message.contains("such as: --column d_loss=log"),
        "{message}"
    );
}

#[test]
fn utf16_is_read() {
    let text = table("step,d_loss,g_loss", |at| format!("{at},0.5,1"));
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    let utf16: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        read_as("log.csv", &utf16, &map(&[])).unwrap().steps.len(),
        10
    );
}
