//! A node that goes down with everything on it, and comes back.

use std::time::Duration;

use super::cluster::Cluster;
use super::study::{
    Above, arguments, files_as_of_a_local_sweep, next_running, signal, steps, submit,
    sweep_locally, wait_for, wait_for_the_end,
};
use crate::program::{skip, stderr, toy};

/// Seconds of a run.
const SECONDS: f64 = 6.0;
/// Longer than anything here takes, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_secs(200);
/// A node that has not answered for ten seconds is marked as down.
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
    sweep_locally(folder.path(), &steps, &OFTEN);
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

    let files = files_as_of_a_local_sweep(folder.path());
    let mut attempts = files.iter().flat_map(|file| file.attempts.windows(2));
    let after = attempts.find(|pair| pair[0].started == struck.started);
    let after = &after.expect("the run goes on")[1];
    // In its own task, which is queued again, or in the next one, which pulls what is missing.
    assert!(after.job.is_some() && after.started > struck.started);
}
