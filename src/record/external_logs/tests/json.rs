use super::*;

fn log(text: &str) -> ExternalLog {
    read(text, &[]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn rows_of_every_shape_are_read() {
    for text in [
        "{\"step\": 1, \"errD\": 0.5, \"errG\": 2}\n{\"step\": 2, \"errD\": NaN, \"errG\": null}\n",
        "[{\"step\": 1, \"errD\": 0.5, \"errG\": 2}, {\"step\": 2, \"errD\": \"NaN\"}]",
        "{\"step\": [1, 2], \"errD\": [0.5, NaN], \"errG\": [2]}",
        "{\"history\": {\"step\": [1, 2], \"errD\": [0.5, NaN], \"errG\": [2]}}",
    ] {
        let log = log(text);
        let step = if text.contains("history") {
            "history/step"
        } else {
            "step"
        };
        assert_eq!(theirs(&log, "step"), Some(step), "{text}");
        let losses: Vec<_> = log
            .steps
            .iter()
            .map(|row| (row.d_loss, row.g_loss))
            .collect();
        assert_eq!(
            format!("{losses:?}"),
            "[(Some(0.5), Some(2.0)), (Some(NaN), None)]",
            "{text}"
        );
    }
    let nested = log("{\"loss\": {\"D\": 0.5, \"G\": 0.7}, \"step\": 3}");
    assert_eq!(
        pairs(&nested),
        "step = step, d_loss = loss/D, g_loss = loss/G"
    );
}

#[test]
fn stylegans_means_and_signs_are_read() {
    let summary = |mean: f64| format!("{{\"num\": 8, \"mean\": {mean}, \"std\": 0.1}}");
    let row = |tick: u32| {
        format!(
            "{{\"Loss/D/loss\": {}, \"Loss/G/loss\": {}, \"Loss/D/reg\": {}, \"Loss/signs/real\": {}, \"Loss/signs/fake\": {}, \
             \"Progress/kimg\": {}, \"Progress/tick\": {}}}\n",
            summary(1.0),
            summary(2.0),
            summary(9.0),
            summary(0.5),
            summary(-1.0),
            summary(f64::from(tick) * 1.5),
            summary(f64::from(tick))
        )
    };
    let log = log(&(0..3).map(row).collect::<String>());
    assert_eq!(
        pairs(&log),
        "step = Progress/tick, d_loss = Loss/D/loss, g_loss = Loss/G/loss, d_sign_real = Loss/signs/real, d_sign_fake = Loss/signs/fake"
    );
    assert_eq!(
        (log.steps.len(), log.steps[0].d_acc),
        (3, Some(0.875)),
        "3 of 4 and 4 of 4"
    );
}

#[test]
fn the_output_of_notebooks_is_read_in_order() {
    let notebook = r#"{"cells": [
        {"cell_type": "code", "source": ["print('d_loss: 9')"], "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["Epoch 1 D loss: 0.5 G loss: 1\n", "Epoch 2 D loss: 0.6 G loss: 2\n"]}]},
        {"cell_type": "markdown", "source": "D loss: 7"},
        {"cell_type": "code", "outputs": [{"data": {"text/plain": "Epoch 3 D loss: nan G loss: 3"}}]}
    ], "nbformat": 4}"#;
    let log = log(notebook);
    assert_eq!(
        pairs(&log),
        "step = epoch, d_loss = D loss, g_loss = G loss"
    );
    assert_eq!(
        (steps(&log), column(&log, |row| row.g_loss)),
        (vec![1, 2, 3], vec![1.0, 2.0, 3.0])
    );
    let empty = read(r#"{"cells": [{"outputs": []}]}"#, &[]).unwrap_err();
    assert!(
        empty.contains("no cell of this notebook holds printed text"),
        "{empty}"
    );
}

#[test]
fn what_is_cut_off_is_left_out_or_named() {
    let log = log("{\"d_loss\": 1, \"g_loss\": 2}\n{\"d_loss\": 1.5}\n{\"d_loss\": ");
    assert_eq!((log.steps.len(), log.notes.len()), (2, 1));
    assert!(
        log.notes[0].contains("left out: 1, the first of them line 3"),
        "{log:?}"
    );
    let cut = read("[\n  {\"d_loss\": 1},\n", &[]).unwrap_err();
    assert!(cut.contains("log.csv:2: this begins as JSON does"), "{cut}");
    assert!(
        read("{\"lr\": 1}", &[])
            .unwrap_err()
            .contains("columns here: `lr`")
    );
}
