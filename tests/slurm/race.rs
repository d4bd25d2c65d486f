//! Settings that race on a cluster: its tasks wait for each other at rungs.

use std::time::Duration;

use super::cluster::Cluster;
use super::study::{submit, wait_for_the_end};
use crate::program::{code, seesaw, skip, stderr};
use crate::racing::{RACE, SWEEP, assert_same_race, folder_with};

/// Longer than anything here takes, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_secs(200);

#[test]
fn a_race_on_a_cluster_decides_what_a_local_one_does() {
    let Some(cluster) = Cluster::start() else {
        return skip("Slurm, or the right to start its daemons,");
    };
    let (local, remote) = (folder_with(RACE), folder_with(RACE));
    let output = seesaw(local.path(), &SWEEP);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let slurm = ["--launch", "slurm", "--limit", "2"];
    submit(&cluster, remote.path(), &[&SWEEP[..], &slurm].concat());
    wait_for_the_end(&cluster, PATIENCE);
    assert_same_race(local.path(), remote.path());
}
