//! `diagnose --fakes`: samples that other programs have written, as a user judges them.

use std::path::Path;

use seesaw::rng::{Seed, Stream};

use crate::program::{code, python, seesaw, skip, stderr, stdout};

/// Points near the first `held` of the ring's eight modes, as `.npy`.
pub fn ring(path: &Path, held: u32, count: usize) {
    let mut draws = Seed(u64::from(held)).at(Stream::Replay, 1, 0);
    let mut share = || draws.below(1 << 16) as f32 / 65_536.0;
    let point = |_| {
        let angle = std::f32::consts::TAU * (share() * held as f32).floor() / 8.0;
        let (x, y) = (share() - 0.5, share() - 0.5);
        [angle.cos() + 0.06 * x, angle.sin() + 0.06 * y]
    };
    let values = (0..count).flat_map(point).flat_map(f32::to_le_bytes);
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, 2), }}");
    let length = (header.len() as u16).to_le_bytes();
    let start = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes()].concat();
    std::fs::write(path, start.into_iter().chain(values).collect::<Vec<u8>>()).unwrap();
}

#[test]
fn points_are_judged_with_metrics_counts_and_a_page() {
    let folder = tempfile::tempdir().unwrap();
    ring(&folder.path().join("fakes.npy"), 3, 600);
    let flags = ["diagnose", "--fakes", "fakes.npy", "--modes", "ring:8"];
    let told = seesaw(
        folder.path(),
        &[&flags[..], &["--report", "out.html"]].concat(),
    );
    assert_eq!(code(&told), 0, "{}", stderr(&told));
    let text = stdout(&told);
    for words in [
        "mode_collapse (full)",
        "modes 3 (below 8)",
        "coverage",
        "expected",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        stderr(&told).contains(
            "600 samples and 2500 real rows compared as points of the plane by 8 known modes"
        ),
        "{}",
        stderr(&told)
    );
    let page = std::fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert!(page.contains("mode_collapse (full): fakes.npy"));
    assert!(page.contains("Samples by mode") && page.contains("image/svg+xml"));

    let json = seesaw(folder.path(), &[&flags[..], &["--format", "json"]].concat());
    let rows: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(rows[0]["verdict"], "mode_collapse");
    assert_eq!(rows[0]["metrics"][0]["modes"], 3.0);
    assert_eq!(rows[0]["metrics"][0]["samples"], 600);
}

#[test]
fn sets_by_step_are_a_table_with_an_onset_and_a_log_may_be_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("fakes")).unwrap();
    for step in 1..=8 {
        let held = if step < 5 { 8 } else { 2 };
        ring(
            &folder.path().join(format!("fakes/step_{}.npy", step * 100)),
            held,
            300,
        );
    }
    let log = (1..=80).map(|step| format!("{},0.6{},0.8\n", step * 10, step % 10));
    let log = format!("step,d_loss,g_loss\n{}", log.collect::<String>());
    std::fs::write(folder.path().join("log.csv"), log).unwrap();
    let flags = ["--fakes", "fakes", "--modes", "ring:8"];
    let loss = [
        "diagnose",
        "log.csv",
        "--loss",
        "bce",
        "--convention",
        "mean",
    ];
    let told = seesaw(folder.path(), &[&loss[..], &flags].concat());
    assert_eq!(code(&told), 0, "{}", stderr(&told));
    let text = stdout(&told);
    assert!(
        text.contains("mode_collapse (late_full)") && text.contains("500"),
        "{text}"
    );
    assert!(!text.contains("samples alone were given"), "{text}");
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    ring(&folder.path().join("fakes.npy"), 8, 60);
    std::fs::write(folder.path().join("notes.txt"), "x").unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let told = seesaw(folder.path(), &[&["diagnose"], arguments].concat());
        assert_eq!(code(&told), 2, "{arguments:?}: {}", stderr(&told));
        assert!(
            stderr(&told).contains(words),
            "{arguments:?}: {}",
            stderr(&told)
        );
    };
    refused(&["--fakes", "fakes.npy"], "add `--reals PATH`");
    refused(
        &["--fakes", "none", "--modes", "ring:8"],
        "`none` is not there",
    );
    refused(
        &["--fakes", "empty", "--modes", "ring:8"],
        "holds no PNG, JPEG",
    );
    refused(
        &["--fakes", "notes.txt", "--modes", "ring:8"],
        "no array of NumPy",
    );
    refused(
        &["--fakes", "fakes.npy", "--modes", "digits"],
        "ring, grid and shapes",
    );
    refused(
        &["--fakes", "fakes.npy", "--modes", "ring:8", "--loss", "bce"],
        "is for logs",
    );
    refused(
        &[
            "--fakes",
            "fakes.npy",
            "--reals",
            "fakes.npy",
            "--tile",
            "8",
        ],
        "such as 8x8",
    );
    refused(&["--reals", "fakes.npy"], "--fakes");
}

/// What NumPy, Pillow, torchvision and safetensors write is read, each in its own way of lying.
#[test]
fn files_of_other_programs_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let program = "
import numpy as np
rng = np.random.default_rng(0)
images = (rng.random((60, 8, 8)) * 255).astype('u1')
np.save('plain.npy', images)
np.save('fortran.npy', np.asfortranarray(images / 255))
np.save('channels.npy', np.repeat(images[:, None], 3, 1).astype('>f4') / 127.5 - 1)
np.savez('stored.npz', images=images, labels=np.arange(60) % 3)
np.savez_compressed('packed.npz', images.astype('f8'))
";
    if !python(folder.path(), "numpy", program) {
        return skip("numpy");
    }
    for name in [
        "plain.npy",
        "fortran.npy",
        "channels.npy",
        "stored.npz",
        "packed.npz",
    ] {
        let arguments = [
            "diagnose",
            "--fakes",
            name,
            "--reals",
            "plain.npy",
            "--features",
            "pixels",
            "--format",
            "json",
        ];
        let told = seesaw(folder.path(), &arguments);
        assert_eq!(code(&told), 0, "{name}: {}", stderr(&told));
        let rows: serde_json::Value = serde_json::from_str(&stdout(&told)).unwrap();
        let frechet = rows[0]["metrics"][0]["frechet"].as_f64().unwrap();
        assert!(frechet < 1e-3, "{name}: the same pictures are at {frechet}");
    }
}

/// Pictures in colour: stripes of random colours.
pub fn photographs(folder: &Path, count: u32, side: u32) {
    std::fs::create_dir_all(folder).unwrap();
    for number in 0..count {
        let mut draws = Seed(u64::from(number)).at(Stream::Replay, 2, 0);
        let mut byte = || draws.below(256) as u8;
        let colours: Vec<[u8; 3]> = (0..4).map(|_| [byte(), byte(), byte()]).collect();
        let picture = image::RgbImage::from_fn(side, side, |x, y| {
            image::Rgb(colours[((x + 2 * y) * 4 / (3 * side)) as usize % 4])
        });
        let path = folder.join(format!("{number:03}.png"));
        picture.save(path).unwrap();
    }
}

#[test]
fn runs_on_folders_are_compared_in_the_features_that_they_name() {
    let folder = tempfile::tempdir().unwrap();
    photographs(&folder.path().join("photographs"), 12, 32);
    let study = "study: s
question: q
run:
  data: {folder: {path: photographs, side: 32, channels: 3}}
  steps: 1
  batch: 4
  evaluate: {every: 1, samples: 6, snapshots: 0}
sweep: {grid: {evaluate.features: [auto, imagenet, pixels, classes]}, seeds: 1}
";
    std::fs::write(folder.path().join("s.yaml"), study).unwrap();
    let swept = seesaw(folder.path(), &["sweep", "s.yaml", "--no-plots"]);
    assert_eq!(code(&swept), 0, "{}", stderr(&swept));
    let said = stderr(&swept);
    assert!(
        said.contains("folder: metrics compare features of SqueezeNet, trained on ImageNet"),
        "{said}"
    );
    let results = std::fs::read_dir(folder.path().join("results/s/runs")).unwrap();
    let mut runs: Vec<_> = results.map(|run| run.unwrap().path()).collect();
    runs.sort();
    let evals = |name: &str| {
        let run = runs.iter().find(|run| {
            let id = run.file_name().unwrap().to_string_lossy().into_owned();
            id.starts_with(&format!("features={name},"))
        });
        std::fs::read(run.unwrap().join("evals.parquet")).unwrap()
    };
    assert_eq!(evals("auto"), evals("imagenet"), "it has no classes");
    // `classes` is not written into the spec, as by runs of before, and is in the id all the same.
    assert_eq!(evals("pixels"), evals("classes"), "as it was before");
    assert_ne!(evals("imagenet"), evals("pixels"));
    let points = study.replace(
        "data: {folder: {path: photographs, side: 32, channels: 3}}",
        "data: ring",
    );
    std::fs::write(folder.path().join("p.yaml"), points).unwrap();
    let refused = seesaw(folder.path(), &["check", "p.yaml"]);
    assert_eq!(code(&refused), 3);
    assert!(
        stderr(&refused)
            .contains("`features: imagenet` is for images, and data `ring` has 2-D points"),
        "{}",
        stderr(&refused)
    );
}
