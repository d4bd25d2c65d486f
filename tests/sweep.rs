//! A toy study from end to end, and what must hold of its files.

use std::path::Path;
use std::time::{Duration, Instant};

use seesaw::record::{
    Depth, RunFile, RunPaths, RunStatus, StoredStatus, inspect, read_complete_run,
};

use crate::program::{bytes, code, command, runs, seesaw, skip, stderr, stdout, sweep, toy};

#[test]
fn a_toy_study_leaves_everything_that_the_contract_names() {
    let folder = toy();
    let output = sweep(folder.path(), &["--format", "json"]);
    let table: serde_json::Value =
        serde_json::from_str(&stdout(&output)).expect("stdout is JSON alone");
    assert_eq!(table.as_array().unwrap().len(), 8);
    for key in [
        "run",
        "lr_d",
        "strategy",
        "seed",
        "status",
        "verdict",
        "onset",
        "final_modes",
        "final_high_quality",
    ] {
        assert!(table[0].get(key).is_some(), "{key}");
    }
    let study = folder.path().join("results/toy");
    for file in [
        "study.yaml",
        "runs.parquet",
        "report.html",
        "plots/phase.svg",
        "plots/phase.png",
        "plots/modes_by_arm.svg",
    ] {
        assert!(study.join(file).is_file(), "{file}");
    }
    assert_eq!(runs(&folder.path().join("results")).len(), 8);
    for run in runs(&folder.path().join("results")) {
        let files = [
            "run.yaml",
            "run.json",
            "steps.parquet",
            "evals.parquet",
            "verdict.json",
            "checkpoint.safetensors",
        ];
        for file in files.iter().chain(&[
            "samples/60.png",
            "plots/losses.svg",
            "plots/discriminator.png",
            "plots/samples.svg",
        ]) {
            assert!(run.join(file).is_file(), "{file} in {}", run.display());
        }
        let paths = RunPaths::at(&run);
        let history = read_complete_run(&paths).unwrap().history;
        assert_eq!(history.steps.len(), 60);
        assert_eq!(
            history.evals.iter().map(|row| row.step).collect::<Vec<_>>(),
            [0, 20, 40, 60]
        );
        let moves = if run.display().to_string().contains("more_d") {
            2
        } else {
            1
        };
        assert!(
            history
                .steps
                .iter()
                .all(|row| (row.d_stepped, row.g_stepped) == (moves, 1))
        );
        let file = RunFile::read(&paths).unwrap().unwrap();
        assert_eq!((file.status, file.steps), (StoredStatus::Complete, 60));
        let inspection = inspect(&paths, None, Depth::AllFiles);
        assert_eq!(inspection.status, RunStatus::Complete);
        let leftovers = std::fs::read_dir(&run)
            .unwrap()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(".aside"));
        assert_eq!(leftovers.count(), 0);
    }
}

#[test]
fn a_second_sweep_trains_only_what_is_missing() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let all = runs(&folder.path().join("results"));
    let kept = bytes(all[0].join("run.json"));
    let lost = bytes(all[3].join("steps.parquet"));
    std::fs::remove_dir_all(&all[3]).unwrap();
    let again = sweep(folder.path(), &[]);
    assert!(
        stderr(&again).contains("8 runs, 1 to train"),
        "{}",
        stderr(&again)
    );
    assert!(
        bytes(all[0].join("run.json")) == kept,
        "a finished run is not touched"
    );
    assert!(
        bytes(all[3].join("steps.parquet")) == lost,
        "the missing run comes back with the same bytes"
    );
    assert!(stderr(&sweep(folder.path(), &[])).contains("8 runs, 0 to train"));
}

#[test]
fn a_damaged_table_is_named_set_aside_and_trained_again() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let run = runs(&folder.path().join("results"))[2].clone();
    let whole = bytes(run.join("evals.parquet"));
    std::fs::write(run.join("evals.parquet"), &whole[..whole.len() / 2]).unwrap();

    let report = seesaw(folder.path(), &["report", "toy"]);
    assert_eq!(code(&report), 1);
    assert!(
        stderr(&report).contains("evals.parquet is damaged"),
        "{}",
        stderr(&report)
    );
    assert!(
        folder.path().join("results/toy/report.html").is_file(),
        "the other runs are reported"
    );
    let diagnose = seesaw(folder.path(), &["diagnose", &run.display().to_string()]);
    assert_eq!(code(&diagnose), 1, "{}", stderr(&diagnose));

    let again = sweep(folder.path(), &[]);
    assert!(
        stderr(&again).contains("evals.parquet is damaged"),
        "{}",
        stderr(&again)
    );
    assert!(bytes(run.join("evals.parquet")) == whole);
    let name = run.file_name().unwrap().to_string_lossy().into_owned();
    let aside = folder
        .path()
        .join("results/toy/damaged")
        .join(format!("{name}-1"));
    assert_eq!(
        bytes(aside.join("evals.parquet")).len(),
        whole.len() / 2,
        "what was there is kept"
    );
    let diagnose = seesaw(folder.path(), &["diagnose", "results/toy"]);
    assert_eq!(
        code(&diagnose),
        0,
        "what was set aside is out of the way: {}",
        stderr(&diagnose)
    );
    let unreadable = run.join("run.json");
    std::fs::write(&unreadable, "{").unwrap();
    assert!(stderr(&sweep(folder.path(), &[])).contains("run.json is damaged"));
}

#[test]
fn a_lost_verdict_or_spec_is_written_again_from_the_tables() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let run = runs(&folder.path().join("results"))[1].clone();
    for file in ["verdict.json", "run.yaml"] {
        let whole = bytes(run.join(file));
        std::fs::write(run.join(file), "{}").unwrap();
        let again = sweep(folder.path(), &[]);
        assert!(
            stderr(&again).contains("0 to train") && stderr(&again).contains("has been rewritten"),
            "{}",
            stderr(&again)
        );
        assert!(bytes(run.join(file)) == whole, "{file}");
    }
}

#[test]
fn a_reader_that_goes_away_does_no_harm() {
    let folder = toy();
    let script = format!(
        "{} sweep toy.yaml 2>&1 | head -1; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_seesaw")
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert!(folder.path().join("results/toy/report.html").is_file());
}

#[test]
fn an_interrupted_sweep_keeps_what_was_finished_and_goes_on() {
    let folder = toy();
    let set = ["sweep", "toy.yaml", "--jobs", "1", "--set", "steps=1500"];
    let child = command(folder.path(), &set)
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let finished = |results: &Path| {
        let entries = std::fs::read_dir(results.join("toy/runs"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| entry.path().join("steps.parquet").is_file())
            .count()
    };
    while finished(&folder.path().join("results")) == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "no run was finished"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(150));
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", stderr(&output));
    let before = finished(&folder.path().join("results"));
    assert!((1..8).contains(&before), "{before} runs");
    let list = seesaw(folder.path(), &["list", "toy", "--format", "csv"]);
    assert!(stdout(&list).contains("complete"), "{}", stdout(&list));

    let again = seesaw(folder.path(), &set);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(
        stderr(&again).contains(&format!("8 runs, {} to train", 8 - before)),
        "{}",
        stderr(&again)
    );
}

#[test]
fn a_run_that_explodes_is_a_result_and_no_failure() {
    let folder = toy();
    let set = [
        "--set",
        "lr_g=10",
        "--set",
        "sweep={seeds: 1}",
        "--set",
        "lr_d=10",
        "--set",
        "steps=300",
        "--format",
        "csv",
    ];
    let output = sweep(folder.path(), &set);
    assert!(
        stdout(&output).contains(",complete,divergence,"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn duckdb_and_pandas_read_the_tables() {
    let python = |code: &str, folder: &Path| {
        std::process::Command::new("python3")
            .args(["-c", code])
            .current_dir(folder)
            .output()
    };
    let folder = toy();
    if !python("import duckdb, pandas, pyarrow", folder.path())
        .is_ok_and(|output| output.status.success())
    {
        return skip("python3 with duckdb, pandas and pyarrow");
    }
    sweep(folder.path(), &[]);
    let code = "
import duckdb, glob, json, pandas
[run] = [run for run in glob.glob('results/toy/runs/*') if 'more_d,seed=0' in run and 'lr_d=1e-3' in run]
steps = pandas.read_parquet(run + '/steps.parquet')
names = 'step d_loss g_loss d_real d_fake d_acc d_grad_norm g_grad_norm fake_grad_norm d_stepped g_stepped lr_d lr_g'
states = list(steps.columns)[len(names.split()):]
assert list(steps.columns)[:len(names.split())] == names.split(), list(steps.columns)
assert {'penalty', 'balance_state', 'adapted_strength'} <= set(states), states
assert list(steps.step) == list(range(1, 61)) and (steps.d_stepped == 2).all()
assert steps[names.split()].notna().all().all() and steps[states].isna().all().all()
sql = f\"select count(*), min(modes_total) from '{run}/evals.parquet' where modes <= modes_total\"
assert duckdb.sql(sql).fetchall() == [(4, 4)], duckdb.sql(sql).fetchall()
table = duckdb.sql(\"select strategy, count(*) from 'results/toy/runs.parquet' where lr_d > 5e-3 group by 1 order by 1\").fetchall()
assert table == [('alternate', 2), ('more_d', 2)], table
assert json.load(open(run + '/run.json'))['status'] == 'complete'
tables = glob.glob('results/toy/runs/*/*.parquet') + ['results/toy/runs.parquet']
assert len(tables) == 17, tables
for table in tables:
    frame, relation = pandas.read_parquet(table), duckdb.sql(f\"select * from '{table}'\")
    assert list(frame.columns) == relation.columns and len(frame) == len(relation.fetchall()), table
    units = duckdb.sql(f\"select count(*) from parquet_kv_metadata('{table}') where key::varchar like 'unit:%'\").fetchall()
    assert units[0][0] > 0, (table, 'units are in the metadata')
";
    let output = python(code, folder.path()).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_verb_that_looks_back_finds_what_a_sweep_has_left() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let study = "results/toy";
    let diagnose = seesaw(folder.path(), &["diagnose", study, "--format", "csv"]);
    assert_eq!(code(&diagnose), 0, "{}", stderr(&diagnose));
    assert!(stdout(&diagnose).lines().count() >= 9);
    let figure = runs(&folder.path().join("results"))[0].join("plots/losses.svg");
    let drawn = bytes(figure.clone());
    std::fs::remove_file(&figure).unwrap();
    assert_eq!(code(&seesaw(folder.path(), &["plot", study])), 0);
    assert!(bytes(figure) == drawn, "a figure drawn again is the same");
    let page = bytes(folder.path().join(study).join("report.html"));
    std::fs::remove_file(folder.path().join(study).join("report.html")).unwrap();
    assert_eq!(code(&seesaw(folder.path(), &["report", "toy"])), 0);
    assert!(bytes(folder.path().join(study).join("report.html")) == page);
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("Does the harness work from end to end?"));
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "the page needs no network"
    );
    let list = seesaw(folder.path(), &["list"]);
    assert!(stdout(&list).contains("toy"));
}

#[test]
fn one_run_can_be_trained_alone() {
    let folder = toy();
    let plan = stdout(&seesaw(
        folder.path(),
        &["plan", "toy.yaml", "--format", "json"],
    ));
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let id = plan[5]["run"].as_str().unwrap();
    sweep(folder.path(), &["--only", id]);
    assert_eq!(runs(&folder.path().join("results")).len(), 1);
    let unknown = seesaw(folder.path(), &["sweep", "toy.yaml", "--only", "nothing"]);
    assert_eq!(code(&unknown), 2);
}

#[test]
fn the_quickstart_is_built_in_and_digits_train() {
    let folder = tempfile::tempdir().unwrap();
    let reduced = [
        "sweep",
        "--set",
        "steps=30",
        "--set",
        "evaluate.every=10",
        "--set",
        "sweep.seeds=1",
    ];
    let output = seesaw(folder.path(), &reduced);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        folder
            .path()
            .join("results/quickstart/report.html")
            .is_file()
    );
    let digits = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments/digits.yaml");
    let digits = digits.display().to_string();
    let output = seesaw(
        folder.path(),
        &[&["sweep", &digits], &reduced[1..]].concat(),
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("coverage"));
}
