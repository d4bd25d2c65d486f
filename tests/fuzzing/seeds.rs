//! Whole files for every decoder.

mod logs;

use std::io::{Cursor, Write};
use std::path::Path;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use seesaw::record::{FORMAT_VERSION, RunPaths, read_checkpoint, write_checkpoint};

use crate::program::{TOY, bytes, code, runs, seesaw, stderr, sweep, toy};

/// Files by decoder, in the order of [`DECODERS`](seesaw::fuzzing::DECODERS).
pub fn all() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let folder = toy();
    sweep(
        folder.path(),
        &["--set", "steps=12", "--set", "sweep.seeds=1", "--no-plots"],
    );
    let exported = seesaw(folder.path(), &["export", "toy", "--to", "tensorboard"]);
    assert_eq!(code(&exported), 0, "{}", stderr(&exported));
    let root = runs(&folder.path().join("results")).remove(0);
    let run = RunPaths::at(&root);
    let (steps, evals) = (bytes(run.steps()), bytes(run.evals()));
    vec![
        (
            "study_yaml",
            vec![
                TOY.into(),
                experiment("digits"),
                experiment("balance_zoo"),
                experiment("style"),
            ],
        ),
        ("run_yaml", vec![bytes(run.run_yaml())]),
        ("csv", csv()),
        ("printed_log", logs::printed()),
        ("json_log", logs::json()),
        ("notebook_log", logs::notebooks()),
        ("pattern_log", logs::printed()),
        ("event_file", vec![events(&root)]),
        ("log_parquet", vec![steps.clone(), evals.clone()]),
        ("own_parquet", vec![steps, evals]),
        ("idx", idx()),
        ("cifar10", vec![vec![3; 3073], vec![9; 2 * 3073]]),
        ("image", images()),
        ("arrays", arrays()),
        ("sample_sheet", images()),
        (
            "checkpoint",
            vec![short_checkpoint(&run), bytes(run.samples_values())],
        ),
        (
            "weights",
            vec![weights("F16", 2), weights("F32", 4), weights("I64", 8)],
        ),
        ("run_json", vec![bytes(run.run_json())]),
        ("live_json", vec![heartbeat()]),
        ("verdict_json", vec![bytes(run.verdict())]),
    ]
}

/// A safetensors file of six numbers of a kind.
fn weights(kind: &str, size: usize) -> Vec<u8> {
    let end = 6 * size;
    let header = format!(
        r#"{{"conv1.weight":{{"dtype":"{kind}","shape":[2,3],"data_offsets":[0,{end}]}}}}"#
    );
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &vec![1; end]].concat()
}

fn experiment(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    bytes(root.join("experiments").join(format!("{name}.yaml")))
}

fn csv() -> Vec<Vec<u8>> {
    let rows = (0..12).map(|step| format!("{step},0.{step},\"1.5\",nan\n"));
    let text = format!("step,d_loss,g_loss,d_acc\n{}", rows.collect::<String>());
    vec![
        text.replace(',', ";").into(),
        text.replace(',', "\t").replace('\n', "\r\n").into(),
        text.into(),
    ]
}

/// The export of a run, which is beside the folder of the runs.
fn events(run: &Path) -> Vec<u8> {
    let study = run.ancestors().nth(2).expect("the folder of the study");
    let folder = study.join("tensorboard").join(run.file_name().unwrap());
    let mut files = std::fs::read_dir(folder).expect("a folder of event files");
    bytes(files.next().expect("an event file").unwrap().path())
}

fn idx() -> Vec<Vec<u8>> {
    let plain = [
        &[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3][..],
        &[7; 18],
    ]
    .concat();
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    zipped.write_all(&plain).unwrap();
    vec![plain, zipped.finish().unwrap()]
}

fn images() -> Vec<Vec<u8>> {
    let colour = RgbImage::from_fn(9, 7, |x, y| Rgb([x as u8 * 20, y as u8 * 30, 9]));
    let grey = GrayImage::from_fn(5, 9, |x, y| Luma([x as u8 * 40 + y as u8]));
    let file = |image: DynamicImage, format| {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    vec![
        file(colour.clone().into(), ImageFormat::Png),
        file(grey.clone().into(), ImageFormat::Png),
        file(colour.clone().into(), ImageFormat::Jpeg),
        file(grey.into(), ImageFormat::Jpeg),
        file(colour.clone().into(), ImageFormat::Bmp),
        file(colour.clone().into(), ImageFormat::Gif),
        file(colour.into(), ImageFormat::WebP),
    ]
}

/// Arrays of NumPy, one by one and in an archive, and a file of safetensors.
fn arrays() -> Vec<Vec<u8>> {
    let npy = |kind: &str, order: &str, shape: &str, size: usize| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}");
        let length = (header.len() as u16).to_le_bytes();
        let numbers = vec![7; size];
        [
            b"\x93NUMPY\x01\x00",
            &length[..],
            header.as_bytes(),
            &numbers,
        ]
        .concat()
    };
    let pictures = npy("|u1", "False", "(2, 3, 4, 4)", 96);
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let labels = npy("<i8", "False", "(2,)", 16);
    for (name, array) in [("images.npy", &pictures), ("labels.npy", &labels)] {
        let (mut entry, config) = archive.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(array).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    vec![
        npy("<f4", "False", "(6, 2)", 48),
        npy(">f8", "True", "(2, 3, 2)", 96),
        pictures,
        bytes,
        weights("F32", 4),
    ]
}

/// A checkpoint with the smallest tensors of a run's, for what is hashed thousands of times.
fn short_checkpoint(run: &RunPaths) -> Vec<u8> {
    let whole = read_checkpoint(&run.checkpoint()).unwrap().unwrap();
    let mut tensors = whole.state.tensors;
    tensors.retain(|tensor| tensor.shape.iter().product::<usize>() <= 4);
    let path = run.root().join("short.safetensors");
    write_checkpoint(&path, &whole.header, &tensors).unwrap();
    bytes(path)
}

fn heartbeat() -> Vec<u8> {
    serde_json::json!({
        "format_version": FORMAT_VERSION, "step": 12, "steps": 60, "steps_per_second": 33.5,
        "written": "2026-08-10T12:00:00.5Z", "d_loss": 0.1, "g_loss": "-inf", "d_acc": null,
        "evaluated": {"step": 12, "modes": 7.0, "reverse_kl": "inf"},
        "d_losses": [1.0, null, "inf"], "g_losses": [], "metric": "modes", "metrics": [0.0, 7.0],
    })
    .to_string()
    .into()
}
