//! Whatever a file holds, reading it ends with a log or an error.

use proptest::prelude::*;

use super::*;

const FIELDS: [&str; 13] = [
    "step", "d_loss", "g_loss", "nan", "-inf", "", "\"", "#", "1,5", "epoch", "D(x)", "\r", "é",
];

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<f64>().prop_map(|value| value.to_string()),
        (0_u8..40).prop_map(|value| value.to_string()),
        prop::sample::select(&FIELDS[..]).prop_map(ToString::to_string),
    ]
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["log.csv", "events.out.tfevents.1.host"] {
            let _ = read_as(name, &bytes, &map(&[]));
        }
        let parquet = [crate::record::external_logs::parquet::MAGIC, &bytes].concat();
        let _ = read_as("log.parquet", &parquet, &map(&[]));
    }

    #[test]
    fn no_table_panics(
        rows in prop::collection::vec(prop::collection::vec(field(), 1..5), 0..30),
        separator in prop::sample::select(&[",", ";", "\t"][..]),
    ) {
        let lines: Vec<String> = rows.iter().map(|row| row.join(separator)).collect();
        let _ = read(&lines.join("\n"), &[]);
    }

    /// What a log says does not depend on the order of its columns.
    #[test]
    fn columns_may_stand_in_any_order(
        order in Just(vec![0_usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        values in prop::collection::vec(prop::array::uniform6(0.0_f64..1.0), 8..20),
    ) {
        let names = ["step", "errD", "errG", "D(x)", "coverage", "remark"];
        let line = |cells: &dyn Fn(usize) -> String| order.iter().map(|at| cells(*at)).collect::<Vec<_>>().join(",");
        let rows = values.iter().enumerate().map(|(row, values)| {
            line(&|at| if at == 0 { row.to_string() } else { values[at].to_string() })
        });
        let text = std::iter::once(line(&|at| names[at].to_string())).chain(rows).collect::<Vec<_>>().join("\n");
        let log = read(&text, &[]).unwrap();
        prop_assert_eq!(&log.ignored, &["remark"]);
        for (row, values) in values.iter().enumerate() {
            let step = log.steps[row];
            prop_assert_eq!((step.step, step.d_loss, step.g_loss), (row as u64, Some(values[1]), Some(values[2])));
            prop_assert_eq!(step.d_real, Some(values[3]));
            prop_assert_eq!(log.evals[row].measured.get(crate::metrics::Metric::Coverage), Some(values[4]));
        }
    }

    /// A byte that is changed in an event file is found by a checksum, or cuts the file.
    #[test]
    fn no_changed_byte_becomes_a_value(at in 0_usize..10_000, with in 1_u8..=255) {
        let mut bytes = event_files::example(12);
        let at = at % bytes.len();
        let whole = read_as("events.out.tfevents.1", &bytes, &map(&[])).unwrap();
        bytes[at] ^= with;
        if let Ok(log) = read_as("events.out.tfevents.1", &bytes, &map(&[])) {
            prop_assert!(log.steps.len() < whole.steps.len());
        }
    }
}
