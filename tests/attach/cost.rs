//! What `attach` costs beside a training.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{Attached, append};
use crate::samples::{photographs, ring};

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
    let share = used_beside(&attached, rows + 1, line, time) / time.as_secs_f64();
    attached.stop("-INT");
    share
}

/// Seconds of a core that are used while the log grows for a time, from this row on.
fn used_beside(
    attached: &Attached,
    first: u32,
    line: impl Fn(u32) -> String,
    time: Duration,
) -> f64 {
    let (begun, before) = (Instant::now(), seconds_used(attached.child.id()));
    let mut next = first;
    while begun.elapsed() < time {
        let due = first + (begun.elapsed().as_secs_f64() * f64::from(RATE)) as u32;
        append(&attached.log, &(next..due).map(&line).collect::<String>());
        next = due;
        std::thread::sleep(Duration::from_millis(50));
    }
    seconds_used(attached.child.id()) - before
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

/// What following samples beside a log takes: the share of a core while none come, and the seconds of a core
/// that each set takes, of which one comes a minute.
fn with_samples(flags: &[&str], write: impl Fn(&Path, u32)) -> (f64, f64) {
    const MINUTE: Duration = Duration::from_secs(60);
    let attached = Attached::begin(None, flags);
    let folder = attached.folder.path();
    write(folder, 0);
    append(
        &attached.log,
        &(1..=100_000).map(printed).collect::<String>(),
    );
    attached.wait_for("samples");
    std::thread::sleep(Duration::from_secs(5));
    let mut next = 100_001;
    let mut minute = || {
        next += 60 * RATE;
        used_beside(&attached, next - 60 * RATE, printed, MINUTE)
    };
    let without = minute();
    let sets = 2;
    let mut with = 0.0;
    for set in 1..=sets {
        write(folder, set);
        with += minute();
    }
    attached.stop("-INT");
    (without / 60.0, with / f64::from(sets) - without)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "measures for seven minutes; alone on a machine: cargo test --release --test seesaw attach::cost -- --ignored --nocapture"]
fn samples_beside_a_log_take_little_more() {
    let points = |folder: &Path, set: u32| {
        std::fs::create_dir_all(folder.join("fakes")).unwrap();
        ring(&folder.join(format!("fakes/{set}.npy")), 8, 2_500);
    };
    let sheets = |folder: &Path, set: u32| {
        if set == 0 {
            photographs(&folder.join("reals"), 400, 64);
        }
        photographs(&folder.join("pictures"), 64, 64);
        std::fs::create_dir_all(folder.join("fakes")).unwrap();
        let picture = |at: u32| image::open(folder.join(format!("pictures/{at:03}.png"))).unwrap();
        let pictures: Vec<image::RgbImage> = (0..64).map(|at| picture(at).to_rgb8()).collect();
        let sheet = image::RgbImage::from_fn(512, 512, |x, y| {
            let shown = (y / 64 * 8 + x / 64 + set) % 64;
            *pictures[shown as usize].get_pixel(x % 64, y % 64)
        });
        sheet.save(folder.join(format!("fakes/{set}.png"))).unwrap();
    };
    let beside = ["--fakes", "fakes", "--tile", "8x8", "--reals", "reals"];
    let pixels = [&beside[..], &["--features", "pixels"]].concat();
    for (name, (share, each)) in [
        (
            "2,500 points in modes",
            with_samples(&["--fakes", "fakes", "--modes", "ring:8"], points),
        ),
        ("a sheet of 64 in pixels", with_samples(&pixels, sheets)),
        (
            "a sheet of 64 in ImageNet features",
            with_samples(&beside, sheets),
        ),
    ] {
        let all = share + each / 60.0;
        println!(
            "{name}: {:.2} % of a core without, {each:.2} s of a core a set, {:.2} % with one a minute",
            100.0 * share,
            100.0 * all
        );
        assert!(all < 0.01 || name.contains("ImageNet"), "{name}: {all}");
    }
}
