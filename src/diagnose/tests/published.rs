//! Rules over logs that other people have published, with what became of their runs. Losses only:
//! collapse can be neither shown nor excluded, and what is healthy is so as far as losses show.

use std::path::{Path, PathBuf};

use super::*;

/// The folder of the logs, where it is here.
fn traces() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traces");
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("skipped: the published logs are not here");
    None
}

/// Lines of numbers below a header: step, D's loss times `scale`, G's loss.
fn rows(path: &Path, scale: f64) -> Vec<StepRow> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let mut values = line.split(',').map(|value| value.parse::<f64>().ok());
        StepRow {
            step: values.next().flatten().unwrap() as u64,
            d_loss: values.next().flatten().map(|loss| scale * loss),
            g_loss: values.next().flatten(),
            ..StepRow::default()
        }
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn labelled_traces_get_their_label_or_none() {
    let Some(folder) = traces() else { return };
    for (name, label) in [
        ("lesson_fc.csv", Verdict::Healthy),
        // Its D is at 0.3 of its ideal and still gaining: so are those of the best published runs.
        ("lesson_dcgan.csv", Verdict::Undecided),
        ("ganhacks_2.csv", Verdict::DiscriminatorDominance),
    ] {
        let rows = rows(&folder.join(name), 1.0);
        let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &rows, &[]));
        assert_eq!(found.verdict, label, "{name}");
        assert!(
            found.not_judged[0].contains("neither show nor exclude a mode collapse"),
            "{name}: {:?}",
            found.not_judged
        );
    }
}

/// 30 logs of PyTorch-StudioGAN on CIFAR-10, labelled by the FID that they reached: see
/// `traces/README.md`.
#[test]
fn good_published_runs_are_not_called_failures_and_failed_ones_are() {
    let Some(folder) = traces().map(|folder| folder.join("studiogan")) else {
        return;
    };
    let truth = std::fs::read_to_string(folder.join("truth.csv")).unwrap();
    let (mut wrong, mut found, mut failed) = (Vec::new(), 0, 0);
    for line in truth.lines().skip(1) {
        // `extra_terms` may hold a comma, in quotes.
        let (head, _) = line.split_once(',').unwrap();
        let name = head;
        let cells: Vec<&str> = line.split(',').collect();
        let (loss, convention) = (cells[1], cells[2]);
        let label = *cells.last().unwrap();
        let has_level = cells[cells.len() - 4] == "1";
        let loss = match loss {
            "bce" => Loss::NonSaturating,
            "hinge" => Loss::Hinge,
            "lsgan" => Loss::LeastSquares,
            _ => Loss::Wasserstein,
        };
        let scale = if convention == "sum" { 0.5 } else { 1.0 };
        let rows = rows(&folder.join(name), scale);
        let verdict = diagnose(&RunHistory::external(loss, 0, &rows, &[])).verdict;
        if label == "healthy" && verdict.is_failure() {
            wrong.push(format!("{name}: {}", verdict.name()));
        }
        if label == "failed" && has_level {
            failed += 1;
            found += usize::from(verdict.is_failure());
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!((found, failed), (4, 4));
}
