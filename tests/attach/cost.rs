//! What `attach` costs beside a training.

use std::time::{Duration, Instant};

use super::{Attached, append};

/// Rows per second.
const RATE: u32 = 1000;

/// Seconds of a core that a process has used.
fn seconds_used(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks = |field: &str| field.parse::<f64>().unwrap();
    (ticks(fields[11]) + ticks(fields[12])) / 100.0
}

/// The share of a core that following a log takes while it grows by a thousand rows a second; `rows` are
/// there before.
fn share(rows: u32, line: impl Fn(u32) -> String, time: Duration) -> f64 {
    let attached = Attached::begin(None, &[]);
    append(&attached.log, &(1..=rows).map(&line).collect::<String>());
    attached.wait_for("step");
    std::thread::sleep(Duration::from_secs(5));
    let (begun, before) = (Instant::now(), seconds_used(attached.child.id()));
    let mut next = rows + 1;
    while begun.elapsed() < time {
        let due = rows + (begun.elapsed().as_secs_f64() * f64::from(RATE)) as u32;
        append(&attached.log, &(next..=due).map(&line).collect::<String>());
        next = due + 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    let used = seconds_used(attached.child.id()) - before;
    let share = used / begun.elapsed().as_secs_f64();
    attached.stop("-INT");
    share
}

fn printed(step: u32) -> String {
    let (epoch, batch, noise) = (step / 1583, step % 1583, f64::from(step % 97) / 1000.0);
    format!(
        "[{epoch}/2500][{batch}/1583]\tLoss_D: {:.4}\tLoss_G: {:.4}\tD(x): {:.4}\tD(G(z)): 0.4312 / 0.3120\n",
        1.3 + noise,
        0.8 + noise,
        0.55 + noise
    )
}

fn table(step: u32) -> String {
    let noise = f64::from(step % 97) / 1000.0;
    format!(
        "{{\"step\": {step}, \"d_loss\": {:.4}, \"g_loss\": {:.4}}}\n",
        0.65 + noise,
        0.8 + noise
    )
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "measures for two minutes; alone on a machine: cargo test --release --test seesaw attach::cost -- --ignored --nocapture"]
fn it_takes_less_than_a_hundredth_of_a_core() {
    let time = Duration::from_secs(20);
    for rows in [1000, 100_000, 1_000_000] {
        for (name, share) in [
            ("printed lines", share(rows, printed, time)),
            ("JSON lines", share(rows, table, time)),
        ] {
            println!(
                "{name}, {rows} rows before: {:.2} % of a core",
                100.0 * share
            );
            assert!(share < 0.01, "{name}, {rows} rows: {share}");
        }
    }
}
