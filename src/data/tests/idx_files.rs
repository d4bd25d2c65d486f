//! IDX files: what is refused, and how.

use super::ranges::assert_spans;
use super::{assert_refused, opened, spec};
use crate::data::check_batch;
use crate::rng::Seed;

fn idx(dimensions: &[u32], values: &[u8]) -> Vec<u8> {
    let sizes = dimensions.iter().flat_map(|size| size.to_be_bytes());
    [0, 0, 8, dimensions.len() as u8]
        .into_iter()
        .chain(sizes)
        .chain(values.iter().copied())
        .collect()
}

/// 8x8 images whose values run through 0..=255.
fn values(count: usize) -> Vec<u8> {
    (0..count * 64).map(|at| (at * 37 % 256) as u8).collect()
}

fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn files_that_cannot_be_used_are_refused_with_the_remedy() {
    let images = idx(&[3, 8, 8], &values(3));
    let folder = folder(&[
        ("images", images.clone()),
        ("labels", idx(&[3], &[1, 2, 1])),
        ("two", idx(&[2], &[1, 2])),
        ("short", images[..100].to_vec()),
        ("long", [&images[..], &[0]].concat()),
        ("png", b"\x89PNG\r\n".to_vec()),
        ("nothing", Vec::new()),
        ("empty", idx(&[0, 8, 8], &[])),
        ("oblong", idx(&[1, 4, 16], &values(1))),
        ("planes", idx(&[1, 3, 8, 8], &[0; 192])),
        ("dark", idx(&[2, 8, 8], &[16; 128])),
        (
            "unscaled",
            idx(
                &[2, 8, 8],
                &values(2).iter().map(|value| value / 16).collect::<Vec<_>>(),
            ),
        ),
        ("gzip", b"\x1f\x8b\x08\0".to_vec()),
    ]);
    assert_refused(
        folder.path(),
        &[
            (
                "{idx: {images: DIR/none, side: 8}}",
                &["no IDX file at", "/none`; paths are relative to the folder"],
            ),
            (
                "{idx: {images: DIR, side: 8}}",
                &["is a folder; name the IDX file in it"],
            ),
            (
                "{idx: {images: DIR/short, side: 8}}",
                &["announces 192 bytes of values, the file holds only 84"],
            ),
            (
                "{idx: {images: DIR/long, side: 8}}",
                &["there is more behind the 192 bytes"],
            ),
            (
                "{idx: {images: DIR/png, side: 8}}",
                &["begins with [89, 50, 4e, 47], not with 00 00 08"],
            ),
            ("{idx: {images: DIR/nothing, side: 8}}", &["begins with []"]),
            (
                "{idx: {images: DIR/gzip, side: 8}}",
                &["gzip stream is damaged"],
            ),
            ("{idx: {images: DIR/empty, side: 8}}", &["holds no images"]),
            (
                "{idx: {images: DIR/oblong, side: 8}}",
                &["has images of 16x4 pixels; crop or resize"],
            ),
            (
                "{idx: {images: DIR/planes, side: 8}}",
                &["dimensions [1, 3, 8, 8]", "(N, side, side, channels)"],
            ),
            (
                "{idx: {images: DIR/images, side: 28}}",
                &[
                    "has images of 8x8 pixels with 1 channels, but the study asks for 28x28",
                    "write `side: 8`",
                ],
            ),
            (
                "{idx: {images: DIR/labels, side: 8}}",
                &["holds labels, not images; name it as `labels`"],
            ),
            (
                "{idx: {images: DIR/images, labels: DIR/images, side: 8}}",
                &["which are no labels; name it as `images`"],
            ),
            (
                "{idx: {images: DIR/images, labels: DIR/two, side: 8}}",
                &["has 2 labels, but there are 3 images"],
            ),
            (
                "{idx: {images: DIR/images, labels: DIR/labels, classes: [1, 7], side: 8}}",
                &["/labels` has no image of class 7, only of 1, 2; change `classes`"],
            ),
            (
                "{idx: {images: DIR/images, labels: DIR/labels, classes: [2], side: 8}}",
                &["gives 1 image; a GAN needs"],
            ),
            (
                "{idx: {images: DIR/dark, side: 8}}",
                &["holds nothing but the value 16"],
            ),
            (
                "{idx: {images: DIR/unscaled, side: 8}}",
                &["values from 0 to 15", "scale them to 0..255"],
            ),
        ],
    );
}

#[test]
fn classes_are_kept_and_channels_come_last() {
    let folder = folder(&[
        ("images", idx(&[3, 8, 8], &values(3))),
        ("labels", idx(&[3], &[1, 2, 1])),
        ("colour", idx(&[3, 8, 8, 3], &values(9))),
    ]);
    let ones = opened(&spec(
        "{idx: {images: DIR/images, labels: DIR/labels, classes: [1], side: 8}}",
        folder.path(),
    ));
    assert_eq!(ones.count(), Some(2));
    let both = opened(&spec(
        "{idx: {images: DIR/images, labels: DIR/labels, side: 8}}",
        folder.path(),
    ));
    assert_eq!(both.labels().unwrap().of_rows(), [0, 1, 0]);
    assert_eq!(
        ones.labels().unwrap().names(),
        ["1"],
        "only kept classes count"
    );
    let unlabelled = opened(&spec("{idx: {images: DIR/images, side: 8}}", folder.path()));
    assert!(unlabelled.labels().is_none() && unlabelled.digest() != both.digest());
    let expected = values(3);
    for row in ones.reference(Seed(0), 2).chunks_exact(64) {
        let bytes: Vec<u8> = row
            .iter()
            .map(|value| ((value + 1.0) * 127.5).round() as u8)
            .collect();
        assert!(
            bytes == expected[..64] || bytes == expected[128..],
            "the first or the third"
        );
    }
    let colour = opened(&spec(
        "{idx: {images: DIR/colour, side: 8, channels: 3}}",
        folder.path(),
    ));
    assert_eq!((colour.kind().row(), colour.count()), (192, Some(3)));
    assert_spans(&*colour, "colour");
    let refusal = check_batch(&*colour, 4).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "`batch` is 4, but the data holds only 3 images; lower `batch` or add images"
    );
    assert!(check_batch(&*colour, 3).is_ok());
}
