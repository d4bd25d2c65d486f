//! Bad data: found before anything trains or is written, named, with its exit code.

use std::path::Path;

use crate::program::{code, seesaw, stderr};

/// An IDX file of `count` grey images.
fn idx(count: u32, side: u32) -> Vec<u8> {
    let header = [
        [0, 0, 8, 3],
        count.to_be_bytes(),
        side.to_be_bytes(),
        side.to_be_bytes(),
    ]
    .concat();
    let values = (0..count * side * side).map(|at| (at * 37 % 256) as u8);
    header.into_iter().chain(values).collect()
}

/// A PNG file that announces an image of this side and holds nothing.
pub fn bomb(side: u32) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let body = [name, data].concat();
        let crc = body.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
            })
        });
        [
            &(data.len() as u32).to_be_bytes()[..],
            &body,
            &(!crc).to_be_bytes(),
        ]
        .concat()
    };
    let header = [
        &side.to_be_bytes()[..],
        &side.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", b""),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

fn prepare(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let whole = idx(40, 8);
    write("whole.idx", &whole);
    write("short.idx", &whole[..whole.len() - 5]);
    write("long.idx", &[&whole[..], &[0]].concat());
    write(
        "labels.idx",
        &[&[0, 0, 8, 1, 0, 0, 0, 3][..], &[1, 2, 3]].concat(),
    );
    write("text.idx", b"not an image");
    write("empty.idx", &idx(0, 8));
    write("big.idx", &idx(40, 28));
    for name in ["none", "broken", "bomb"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    write("broken/a.png", b"\x89PNG\r\n\x1a\nnothing");
    write("bomb/a.png", &bomb(60_000));
}

#[test]
fn bad_data_is_refused_before_anything_trains_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let image = |name: &str| format!("{{idx: {{images: {name}.idx, side: 8}}}}");
    let cases = [
        (image("absent"), "no IDX file at `absent.idx`"),
        (image("short"), "short.idx"),
        (image("long"), "long.idx"),
        (image("labels"), "labels.idx"),
        (image("text"), "text.idx"),
        (image("empty"), "empty.idx"),
        (image("big"), "has images of 28x28"),
        (
            "{idx: {images: whole.idx, side: 8, labels: labels.idx, classes: [1]}}".to_string(),
            "labels.idx",
        ),
        ("{folder: {path: absent, side: 8}}".to_string(), "absent"),
        (
            "{folder: {path: none, side: 8}}".to_string(),
            "holds no PNG",
        ),
        ("{folder: {path: broken, side: 8}}".to_string(), "a.png"),
        ("{folder: {path: bomb, side: 8}}".to_string(), "16384"),
        ("{cifar10: {path: none}}".to_string(), "none"),
    ];
    for (data, expected) in cases {
        let study = format!(
            "study: a\nquestion: q\nrun: {{data: {data}, steps: 5, batch: 8, evaluate: {{every: 1}}}}\n"
        );
        std::fs::write(folder.path().join("a.yaml"), study).unwrap();
        let output = seesaw(folder.path(), &["sweep", "a.yaml"]);
        let message = stderr(&output);
        assert_eq!(code(&output), 1, "{data}: {message}");
        assert!(
            message.starts_with("error: ") && message.contains(expected),
            "{data}: {message}"
        );
        assert!(!folder.path().join("results").exists(), "{data}");
    }
}

#[test]
fn a_batch_larger_than_the_data_is_refused_and_a_smaller_one_trains() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let study = "study: a\nquestion: q
run: {data: {idx: {images: whole.idx, side: 8}}, steps: 3, batch: 8, evaluate: {every: 3, samples: 20}}\n";
    std::fs::write(folder.path().join("a.yaml"), study).unwrap();
    let output = seesaw(folder.path(), &["sweep", "a.yaml", "--set", "batch=41"]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("holds only 40 images"),
        "{}",
        stderr(&output)
    );
    let output = seesaw(folder.path(), &["sweep", "a.yaml", "--set", "threads=2"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let run_json = std::fs::read_dir(folder.path().join("results/a/runs"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let file = std::fs::read_to_string(run_json.join("run.json")).unwrap();
    assert!(
        file.contains("\"threads\": 2") && file.contains("data_sha256\": \""),
        "{file}"
    );

    let other: Vec<u8> = idx(40, 8)
        .iter()
        .enumerate()
        .map(|(at, byte)| if at < 16 { *byte } else { !byte })
        .collect();
    std::fs::write(folder.path().join("whole.idx"), other).unwrap();
    let output = seesaw(
        folder.path(),
        &["sweep", "a.yaml", "--set", "sweep.seeds=2"],
    );
    assert!(
        stderr(&output).contains("was trained on images other than those there now"),
        "{}",
        stderr(&output)
    );
    std::fs::remove_file(folder.path().join("whole.idx")).unwrap();
    for verb in [["report", "a"], ["plot", "results/a"]] {
        let output = seesaw(folder.path(), &verb);
        assert_eq!(
            code(&output),
            0,
            "what is on disk is drawn without the data: {}",
            stderr(&output)
        );
    }
}
