use polars::prelude::{DataFrame, NamedFrom, ParquetWriter, Series};

use super::*;
use crate::record::run::write_steps;
use crate::train::STEP_COLUMNS;

fn parquet(columns: Vec<Series>) -> Vec<u8> {
    let mut frame =
        DataFrame::new_infer_height(columns.into_iter().map(Into::into).collect()).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

#[test]
fn every_type_of_number_is_read_and_null_is_not_measured() {
    let d_loss: Vec<Option<f64>> = (0..9)
        .map(|row| (row != 4).then_some(f64::from(row)))
        .collect();
    let columns = vec![
        Series::new("iteration".into(), (0..9_i32).collect::<Vec<_>>()),
        Series::new("errD".into(), d_loss),
        Series::new("G loss".into(), vec![0.5_f32; 9]),
        Series::new("note".into(), vec!["fast"; 9]),
    ];
    // The name does not tell the format, the first bytes do.
    let log = read_as("log.data", &parquet(columns), &map(&[])).unwrap();
    assert_eq!(
        (log.steps.len(), log.steps[3].step, log.steps[3].d_loss),
        (9, 3, Some(3.0))
    );
    assert_eq!(
        (log.steps[4].d_loss, log.steps[4].g_loss),
        (None, Some(0.5))
    );
    assert_eq!(log.ignored, ["note"]);
}

#[test]
fn text_for_numbers_and_damage_are_named() {
    let text = parquet(vec![Series::new("d_loss".into(), vec!["0,5"; 9])]);
    let message = read_as("log.parquet", &text, &map(&[])).unwrap_err();
    assert!(
        message.contains("column `d_loss` is of type str, not of numbers"),
        "{message}"
    );
    let cut = read_as("log.parquet", &text[..text.len() / 2], &map(&[])).unwrap_err();
    assert!(cut.contains("log.parquet is damaged"), "{cut}");
}

#[test]
fn the_steps_of_a_run_are_a_log_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("steps.parquet");
    let row = |step| StepRow {
        step,
        d_loss: Some(0.5),
        g_loss: Some(step as f64),
        d_acc: Some(0.75),
        d_stepped: 2,
        lr_d: 1e-3,
        lr_g: 1e-4,
        penalty: Some(0.25),
        ..StepRow::default()
    };
    let rows: Vec<StepRow> = (1..=20).map(row).collect();
    write_steps(&path, &rows).unwrap();
    let log = read_external_log(&path, &map(&[])).unwrap().remove(0);
    assert_eq!(log.steps, rows);
    let of_seesaw = STEP_COLUMNS.iter().filter(|column| column.only_in_seesaw);
    let of_seesaw: Vec<&str> = of_seesaw.map(|column| column.name).collect();
    assert_eq!(log.ignored, of_seesaw);
}
