//! Sets of samples that were made on purpose, judged: how often the verdict is that of their truth, and
//! the sign that belongs to what was done to them.
//!
//! Truth is what was put in: how many of the data's modes, classes or originals, never a line that the
//! rules draw. Every case has 20 seeds.

mod case;
mod cases;
mod digits;
mod files;
mod photographs;
mod points;

use std::collections::BTreeMap;

use seesaw::diagnose::{SampleSpace, Symptom, Verdict};
use seesaw::launch::samples::judge_samples;

use case::{Case, Expected};

/// Sets of each case.
pub const SEEDS: u64 = 20;

/// What was said of the sets of a case.
#[derive(Default)]
struct Tally {
    right: u32,
    of: u32,
    /// Other answers, with how often.
    others: BTreeMap<String, u32>,
}

/// Prints a table of cases, and writes the counts that verdicts on samples state as their confidence.
pub fn print(only: Option<&str>) {
    let mut counts: BTreeMap<(&str, &str), (u32, u32)> = BTreeMap::new();
    println!("| case | space | expected | right | of | otherwise |");
    println!("|--|--|--|--|--|--|");
    for case in cases::all() {
        if only.is_some_and(|only| !case.name.contains(only)) {
            continue;
        }
        let mut tally = Tally::default();
        for seed in 0..SEEDS {
            judge(&case, seed, &mut tally, &mut counts);
        }
        let others = tally.others.iter();
        let others: Vec<String> = others
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            case.name,
            case.space.name(),
            case.expected.words(),
            tally.right,
            tally.of,
            others.join(", ")
        );
    }
    if only.is_none() {
        write_confidence(&counts);
    }
}

fn judge(
    case: &Case,
    seed: u64,
    tally: &mut Tally,
    counts: &mut BTreeMap<(&'static str, &'static str), (u32, u32)>,
) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let request = (case.make)(folder.path(), seed);
    let judged = judge_samples(&request, &()).expect("samples that can be judged");
    assert_eq!(judged.facts.space, case.space, "{}", case.name);
    let found = judged.diagnosis;
    let signs = found
        .findings
        .iter()
        .filter_map(|finding| match finding.symptom {
            Symptom::Sign(sign) => Some(Symptom::Sign(sign).name()),
            Symptom::Verdict(_) => None,
        });
    let signs: Vec<&str> = signs.collect();
    let is_right = match case.expected {
        Expected::Verdict(verdict) => found.verdict == verdict,
        Expected::Sign(sign) => signs.contains(&sign),
        Expected::Whole => found.verdict != Verdict::ModeCollapse,
    };
    tally.of += 1;
    tally.right += u32::from(is_right);
    if !is_right {
        let said = [found.label()]
            .into_iter()
            .chain(signs.iter().map(ToString::to_string));
        let said: Vec<String> = said.collect();
        *tally.others.entry(said.join(" + ")).or_default() += 1;
    }
    let truth = match case.expected {
        Expected::Verdict(verdict @ (Verdict::Healthy | Verdict::ModeCollapse)) => verdict,
        Expected::Whole => Verdict::Healthy,
        _ => return,
    };
    // Verdicts on points whose modes are unknown state no confidence.
    let is_stated = case.space == SampleSpace::Modes || judged.facts.sides.is_some();
    if is_stated && !matches!(found.verdict, Verdict::Undecided) {
        let evidence = match case.space {
            SampleSpace::Modes => "set_by_modes",
            SampleSpace::Classes => "set_by_classes",
            SampleSpace::ImageNet => "set_by_imagenet",
            SampleSpace::Values => "set_by_values",
        };
        let count = counts.entry((evidence, found.verdict.name())).or_default();
        count.0 += u32::from(found.verdict == truth);
        count.1 += 1;
    }
}

/// As `src/diagnose/sample_confidence.csv` has it.
fn write_confidence(counts: &BTreeMap<(&str, &str), (u32, u32)>) {
    let mut text = "evidence,verdict,right,of\n".to_string();
    for ((evidence, verdict), (right, of)) in counts {
        text += &format!("{evidence},{verdict},{right},{of}\n");
    }
    let path = "results/reference/sample_confidence.csv";
    std::fs::write(path, text).expect("the reference results can be written");
}
