//! How often `heal` brings failing runs to a healthy end, and whether it leaves the healthy ones alone: settings of
//! the calibration study with seeds that it does not use, each trained with and without `heal`.

use std::fmt::Write;
use std::path::Path;

use rayon::prelude::*;
use seesaw::config::{self, Failure, PlannedRun};
use seesaw::diagnose::{Diagnosis, LastingFailure, Thresholds, Verdict};
use seesaw::launch::DataSets;
use seesaw::record::{History, RunFile, RunPaths, write_atomic};
use seesaw::report::read_diagnosis;
use serde::{Deserialize, Serialize};

use super::trained_runs::TrainedRun;
use super::training::{arm_of, train_run};

/// The first seed; the calibration study uses 0 to 5.
const FIRST_SEED: u64 = 100;

/// Beginnings of the arms that are left out: their data are taken away, or a run takes minutes.
const LEFT_OUT: [&str; 3] = ["shapes", "digits", "long"];

/// What `heal` is set to, unless `HEAL` says otherwise.
const ALL: &str =
    "{on: [divergence, mode_collapse, discriminator_dominance, generator_dominance, frozen]}";

/// What became of a setting, with and without.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pair {
    arm: String,
    seed: u64,
    /// The verdict without `heal`, and whether fresh samples are healthy.
    alone: (Verdict, bool),
    /// The same with it.
    healed: (Verdict, bool),
    /// How it went back.
    healings: Vec<String>,
    /// Whether the tables are those of the run without it.
    same_tables: bool,
}

/// Trains what is missing and prints the counts, with `seeds` seeds per setting.
pub fn print(seeds: u64, results: &Path) -> String {
    let folder = results.join("healing");
    let text = std::fs::read_to_string("experiments/calibration.yaml").expect("the study");
    let change = |text: &str| text.parse::<config::Override>().expect("an override");
    let list: Vec<String> = (FIRST_SEED..FIRST_SEED + seeds)
        .map(|seed| seed.to_string())
        .collect();
    let seeds = change(&format!("sweep.seeds=[{}]", list.join(", ")));
    let heal = std::env::var("HEAL").unwrap_or_else(|_| ALL.to_string());
    let heal = change(&format!("heal={heal}"));
    let plan = |changes: &[config::Override]| {
        config::parse("calibration", &text, changes)
            .expect("a study")
            .runs
    };
    let (alone, healed) = (plan(std::slice::from_ref(&seeds)), plan(&[seeds, heal]));
    let is_meant = |planned: &PlannedRun| {
        let arm = arm_of(planned);
        !arm.contains("_keeps_") && !LEFT_OUT.iter().any(|left_out| arm.contains(left_out))
    };
    let both = alone.into_iter().zip(healed);
    let mut both: Vec<_> = both.filter(|(one, _)| is_meant(one)).collect();
    // Failures by construction come last in the study; whoever stops early has seen them.
    both.reverse();
    let pairs: Vec<Pair> = both
        .par_iter()
        .with_max_len(1)
        .map(|(alone, healed)| pair(alone, healed, &folder))
        .collect();
    page(&pairs)
}

/// A run and its healed twin, from the file of an earlier call or trained.
fn pair(alone: &PlannedRun, healed: &PlannedRun, folder: &Path) -> Pair {
    let (arm, seed) = (arm_of(alone), alone.seed);
    let kept = folder.join(format!("{arm}-{seed}.json"));
    if let Ok(bytes) = std::fs::read(&kept) {
        return serde_json::from_slice(&bytes).expect("JSON");
    }
    let place = |planned: &PlannedRun| RunPaths::at(&folder.join("runs").join(&planned.id));
    let healed_end = trained(healed, &place(healed));
    let alone_end = trained(alone, &place(alone));
    let file = RunFile::read(&place(healed))
        .expect("whole")
        .expect("there");
    let table = |planned: &PlannedRun| {
        let paths = place(planned);
        [paths.steps(), paths.evals()].map(|path| std::fs::read(path).expect("a table"))
    };
    let pair = Pair {
        arm,
        seed,
        alone: alone_end,
        healed: healed_end,
        healings: file
            .healings
            .iter()
            .map(|healing| healing.words())
            .collect(),
        same_tables: table(alone) == table(healed),
    };
    eprintln!("{pair:?}");
    write_atomic(&kept, &serde_json::to_vec(&pair).expect("JSON")).expect("written");
    for planned in [alone, healed] {
        std::fs::remove_dir_all(place(planned).root()).expect("removed");
    }
    pair
}

/// The verdict, and whether fresh samples of the last tenth are healthy.
fn trained(planned: &PlannedRun, paths: &RunPaths) -> (Verdict, bool) {
    let mut sets = DataSets::default();
    let data = sets.open(&planned.run).expect("data that are embedded");
    let last_tenth = train_run("healing", planned, paths.clone(), &data, None);
    let Diagnosis { verdict, .. } = read_diagnosis(paths).expect("a verdict");
    (
        verdict,
        last_tenth.looks_real() && !last_tenth.is_collapsed(),
    )
}

fn page(pairs: &[Pair]) -> String {
    let mut text = String::from(
        "| verdict without `heal` | runs | healthy with it | once back | twice back |\n|--|--|--|--|--|\n",
    );
    let failed = |pair: &&Pair| pair.alone.0.is_failure() && !pair.alone.1;
    for verdict in Verdict::ALL
        .into_iter()
        .filter(|verdict| verdict.is_failure())
    {
        let of: Vec<&Pair> = pairs
            .iter()
            .filter(failed)
            .filter(|pair| pair.alone.0 == verdict)
            .collect();
        let healthy = |pair: &&&Pair| pair.healed.1;
        let back = |times: usize| {
            let healed = of.iter().filter(healthy);
            healed.filter(|pair| pair.healings.len() == times).count()
        };
        let share = 100.0 * of.iter().filter(healthy).count() as f64 / of.len().max(1) as f64;
        let count = of.iter().filter(healthy).count();
        writeln!(
            text,
            "| {} | {} | {count} ({share:.0} %) | {} | {} |",
            verdict.name(),
            of.len(),
            back(1),
            back(2)
        )
        .expect("text");
    }
    let healthy: Vec<&Pair> = pairs.iter().filter(|pair| pair.alone.1).collect();
    let touched = healthy
        .iter()
        .filter(|pair| !pair.healings.is_empty())
        .count();
    let other = healthy
        .iter()
        .filter(|pair| pair.healings.is_empty() && !pair.same_tables)
        .count();
    writeln!(
        text,
        "\n{} of {} runs that fresh samples show healthy without `heal` were touched; the tables of {other} others differ.\n",
        touched,
        healthy.len()
    )
    .expect("text");
    text.push_str("| setting, seed | without | with | went back |\n|--|--|--|--|\n");
    let end = |(verdict, healthy): (Verdict, bool)| {
        let samples = if healthy { "healthy" } else { "not healthy" };
        format!("{}, samples {samples}", verdict.name())
    };
    let shown = |pair: &&Pair| !pair.healings.is_empty() || pair.alone.0.is_failure();
    for pair in pairs.iter().filter(shown) {
        let (alone, healed) = (end(pair.alone), end(pair.healed));
        let went_back = pair.healings.join("; ");
        writeln!(
            text,
            "| {}, {} | {alone} | {healed} | {went_back} |",
            pair.arm, pair.seed
        )
        .expect("text");
    }
    text
}

/// Patience at which it is asked whether runs would have gone back.
const PATIENCE: [usize; 5] = [3, 5, 10, 15, 20];

/// Which runs of the calibration study would have gone back the first time, by patience: that is a function of their
/// tables. The last row is what the end of a run adds.
pub fn first_returns(runs: &[TrainedRun]) -> String {
    let is_healthy = |run: &&TrainedRun| run.truth.verdict == Some(Verdict::Healthy);
    let has_failed = |run: &&TrainedRun| run.truth.verdict.is_some_and(Verdict::is_failure);
    let mut text = String::from(
        "| patience | of healthy runs | of failed runs, before their end |\n|--|--|--|\n",
    );
    let ends = |run: &&TrainedRun| run.diagnose(Thresholds::default()).verdict.is_failure();
    let count = |is_meant: &dyn Fn(&&TrainedRun) -> bool,
                 holds: &(dyn Fn(&&TrainedRun) -> bool + Sync)| {
        let meant: Vec<&TrainedRun> = runs.iter().filter(|run| is_meant(run)).collect();
        let held = meant.par_iter().filter(|run| holds(run)).count();
        format!("{held} of {}", meant.len())
    };
    for patience in PATIENCE {
        let lasts = move |run: &&TrainedRun| has_lasted(run, patience);
        let (healthy, failed) = (count(&is_healthy, &lasts), count(&has_failed, &lasts));
        writeln!(text, "| {patience} | {healthy} | {failed} |").expect("text");
    }
    let (healthy, failed) = (count(&is_healthy, &ends), count(&has_failed, &ends));
    writeln!(text, "| at the end | {healthy} | {failed} |").expect("text");
    text
}

/// Whether a failure has ever lasted so long.
fn has_lasted(run: &TrainedRun, patience: usize) -> bool {
    let mut watched = run.run().clone();
    watched.heal.on = Failure::ALL.to_vec();
    watched.heal.patience = patience;
    let History { steps, evals } = &run.history;
    let mut lasting = LastingFailure::to_heal(&watched, 0);
    (1..=evals.len()).any(|count| {
        let done = steps.partition_point(|row| row.step <= evals[count - 1].step);
        lasting
            .observe(&watched, &steps[..done], &evals[..count])
            .is_some()
    })
}
