use super::*;

/// A log of these steps, whose D loss is the number of the row.
fn of(name: &str, values: &[&str]) -> Result<ExternalLog, String> {
    let rows: String = values
        .iter()
        .enumerate()
        .map(|(row, step)| format!("{step},{row}\n"))
        .collect();
    read(&format!("{name},d_loss\n{rows}"), &[])
}

#[test]
fn rows_are_counted_where_no_column_counts() {
    let log = read(&table("d_loss", |at| at.to_string()), &[]).unwrap();
    assert_eq!(
        (steps(&log), theirs(&log, "step")),
        ((1..=10).collect(), Some("the row's number"))
    );
    let log = read(
        &table("epoch,global_step,d_loss", |at| {
            format!("{},{},1", at / 4, at * 3)
        }),
        &[],
    )
    .unwrap();
    assert_eq!(
        (log.steps[1].step, theirs(&log, "step")),
        (6, Some("global_step")),
        "steps are finer than epochs"
    );
    assert_eq!(log.ignored, ["epoch"]);
}

#[test]
fn epochs_count_only_where_each_has_one_row() {
    let values = ["0", "1", "2", "3", "4", "5", "6", "7"];
    assert_eq!(
        steps(&of("epoch", &values).unwrap()),
        (0..8).collect::<Vec<u64>>()
    );
    let log = of("epoch", &["0", "0", "0", "1", "1", "1", "2", "2"]).unwrap();
    assert_eq!(
        (steps(&log), log.notes.len()),
        ((1..=8).collect(), 1),
        "{:?}",
        log.notes
    );
    let log = of(
        "epoch",
        &["0.25", "0.5", "0.75", "1", "1.25", "1.5", "1.75", "2"],
    )
    .unwrap();
    assert_eq!(steps(&log), (1..=8).collect::<Vec<u64>>());
    let text = table("epoch,iter,d_loss", |at| format!("{},{},1", at / 5, at % 5));
    let log = read(&text, &[]).unwrap();
    assert_eq!(steps(&log), (1..=10).collect::<Vec<u64>>());
    assert!(
        log.notes[0].contains("`iter` starts again in every epoch"),
        "{:?}",
        log.notes
    );
}

#[test]
fn a_restart_replaces_what_was_logged_before_it() {
    let log = of(
        "step",
        &["1", "2", "3", "4", "5", "6", "3", "4", "7", "8", "9", "10"],
    )
    .unwrap();
    assert_eq!(steps(&log), [1, 2, 3, 4, 7, 8, 9, 10]);
    assert_eq!(log.steps[2].d_loss, Some(6.0));
    assert!(
        log.notes[0].contains("steps go back to 3 at line 8"),
        "{:?}",
        log.notes
    );
}

#[test]
fn a_row_that_tells_of_an_earlier_step_is_no_restart() {
    let text = table("step,d_loss,g_loss,fid", |at| format!("{at},{at},1,")) + "\n4,,,12.5\n";
    let log = read(&text, &[]).unwrap();
    assert_eq!(steps(&log), (1..=10).collect::<Vec<u64>>());
    let said = "rows without a loss that go back to an earlier step: 1, left out";
    assert!(log.notes.iter().any(|note| note == said), "{:?}", log.notes);
}

#[test]
fn of_rows_with_one_step_the_last_value_counts() {
    let log = of("step", &["1", "2", "2", "3", "4", "5", "6", "7", "8"]).unwrap();
    assert_eq!(
        (steps(&log), log.steps[1].d_loss),
        ((1..=8).collect(), Some(2.0))
    );
    assert!(
        log.notes[0].starts_with("rows that repeat a step: 1;"),
        "{:?}",
        log.notes
    );
    // Two lines per step, one of each player.
    let text = table("step,d_loss,g_loss", |at| {
        format!("{at},{at},\n{at},,{}", 2 * at)
    });
    let log = read(&text, &[]).unwrap();
    assert_eq!(
        (log.steps[3].d_loss, log.steps[3].g_loss, log.steps.len()),
        (Some(4.0), Some(8.0), 10)
    );
}

#[test]
fn steps_are_whole_numbers_and_rows_without_a_loss_are_none() {
    for bad in ["1.5", "-1", "nan", "inf", "1e300"] {
        let message = of("step", &["0", "1", bad, "3", "4", "5", "6", "7", "8"]).unwrap_err();
        assert!(
            message.contains("column `step`") && message.contains("line 4"),
            "{message}"
        );
        assert!(
            !message.contains("--column"),
            "there is no other: {message}"
        );
    }
    let log = read(
        &table("step,d_loss,modes", |at| {
            if at < 3 {
                format!("{at},,{at}")
            } else {
                format!("{at},1,")
            }
        }),
        &[],
    );
    let log = log.unwrap();
    assert_eq!(
        (log.steps.len(), log.evals.len(), log.steps[0].step),
        (8, 2, 3)
    );
    let few = of("step", &["9", "8", "7", "6", "5", "4", "3", "2", "1"]).unwrap();
    assert_eq!(steps(&few), [1]);
    assert!(few.notes[0].contains("and 7 times more"), "{few:?}");
}

#[test]
fn values_that_cannot_be_what_they_are_taken_for_are_refused() {
    let rows = |row: &str| format!("step,d_loss,g_loss,d_acc,coverage\n{}", lines(row));
    let refused = |row: &str| read(&rows(row), &[]).unwrap_err().to_string();
    assert!(
        refused("-0.5,1,0.5,0.5")
            .contains("column `d_loss` is below 0, which the loss of D cannot be")
    );
    assert!(
        refused("0.5,1,510,0.5").contains("column `d_acc` holds 510, and shares go from 0 to 1")
    );
    assert!(refused("0.5,1,0.5,30").contains("column `coverage` holds 30"));
    assert!(read(&rows("0.5,1,0.5,0.5"), &[]).is_ok());
    for accuracy in ["51", "51%", "0.51"] {
        let log = read(&rows(&format!("0.5,1,{accuracy},0.5")), &[]).unwrap();
        assert_eq!(log.steps[0].d_acc, Some(0.51));
        assert_eq!(log.notes.len(), usize::from(accuracy == "51"), "{log:?}");
    }
}

/// Ten steps with the same values.
fn lines(row: &str) -> String {
    (1..=10).map(|step| format!("{step},{row}\n")).collect()
}

#[test]
fn a_row_of_which_nothing_is_read_is_no_step() {
    let text = "step,d_loss,best\n5,1,\n10,1,\n5,,3\n15,1,\n20,,7\n,1,\n";
    let log = read(text, &[]).unwrap();
    assert_eq!(
        steps(&log),
        [5, 10, 15, 20],
        "a step may stand before its row"
    );
    assert!(log.notes.is_empty(), "{log:?}");
}

#[test]
fn of_very_long_logs_a_million_steps_are_kept_and_all_that_are_not_finite() {
    let mut text = "step,d_loss\n".to_string();
    for step in 1..=1_000_001 {
        let loss = if step == 1001 { "nan" } else { "0.5" };
        text.push_str(&format!("{step},{loss}\n"));
    }
    let log = read(&text, &[]).unwrap();
    assert_eq!(log.steps.len(), 500_001);
    assert!(log.steps.iter().any(|row| row.step == 1001));
    assert!(
        log.notes[0].contains("of 1000001 steps 500001 are kept"),
        "{:?}",
        log.notes
    );
}

#[test]
fn epochs_are_steps_where_finer_counts_are_not_whole() {
    let text = table("kimg,tick,d_loss", |at| {
        format!("{},{at},1", f64::from(at) * 0.5)
    });
    let log = read(&text, &[]).unwrap();
    assert_eq!(
        (theirs(&log, "step"), steps(&log).len()),
        (Some("tick"), 10)
    );
}
