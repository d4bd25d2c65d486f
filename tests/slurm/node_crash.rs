//! A node that goes down with everything on it, and comes back.

use std::time::Duration;

use super::cluster::Cluster;
use super::study::{
    Above, arguments, assert_one_at_a_time, files, next_running, signal, steps, submit, wait_for,
    wait_for_the_end,
};
use crate::program::{bytes, code, seesaw, skip, stderr, toy};
use crate::resume::assert_same;

/// Seconds of a run.
const SECONDS: f64 = 6.0;
/// Longer than anything here takes, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_secs(200);
/// The controller gives a node up that has not answered for so many seconds.
const TIMEOUT: &str = "SlurmdTimeout=10\n";
const OFTEN: [&str; 4] = ["--set", "sweep.seeds=1", "--set", "checkpoint.steps=10"];

#[test]
#[ignore = "a minute: cargo test --release --test seesaw slurm::node_crash -- --ignored"]
fn a_node_that_crashes_and_comes_back_costs_no_run() {
    let Some(mut cluster) = Cluster::start_with(TIMEOUT) else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let folder = toy();
    let steps = steps(folder.path(), SECONDS);
    let local = seesaw(folder.path(), &arguments("local", &steps, &OFTEN));
    assert_eq!(code(&local), 0, "{}", stderr(&local));
    let slurm = [&OFTEN[..], &["--launch", "slurm", "--limit", "1"]].concat();
    submit(
        &cluster,
        folder.path(),
        &arguments("cluster", &steps, &slurm),
    );

    let results = folder.path().join("cluster");
    let struck = loop {
        let attempt = next_running(&cluster, &results, PATIENCE, &[]);
        if let Some(above) = Above::of(&attempt) {
            // All at once: nobody is left who could tell the controller anything.
            cluster.kill_daemon("slurmd");
            let processes = [above.slurmstepd, above.script, attempt.process];
            processes
                .iter()
                .for_each(|process| signal("KILL", *process));
            break attempt;
        }
    };
    wait_for(&cluster, PATIENCE, "the node is given up", || {
        cluster.node_state().starts_with("down")
    });
    let listed = cluster.seesaw(folder.path(), &["list", "toy", "--results", "cluster"]);
    assert!(!stderr(&listed).contains("running"), "{}", stderr(&listed));
    cluster.start_node();
    wait_for_the_end(&cluster, PATIENCE);

    assert_same(&folder.path().join("local"), &results);
    let tables =
        ["local", "cluster"].map(|name| bytes(folder.path().join(name).join("toy/runs.parquet")));
    assert!(tables[0] == tables[1], "runs.parquet");
    let files = files(&results);
    files.iter().for_each(assert_one_at_a_time);
    let mut attempts = files.iter().flat_map(|file| file.attempts.windows(2));
    let after = attempts.find(|pair| pair[0].started == struck.started);
    let after = &after.expect("the run goes on")[1];
    // In its own task, which is queued again, or in the next one, which pulls what is missing.
    assert!(after.job.is_some() && after.started > struck.started);
}
