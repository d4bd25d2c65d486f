//! Refused data: files, classes, sizes.

use super::parse;

/// Values of `data`, which stands on line 4, and fragments of the printed error.
fn assert_data_refused(table: &[(&str, &[&str])]) {
    for (data, fragments) in table {
        let text = format!("study: s\nquestion: q\nrun:\n  data: {data}\n");
        let error = parse("s.yaml", &text, &[]).expect_err(data);
        let shown = error.to_string();
        assert_eq!(error.line(), Some(4), "{shown}");
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        super::assert_plain_words(&error);
    }
}

#[test]
fn shapes() {
    assert_data_refused(&[
        (
            "{shapes: {side: 7}}",
            &["`data.shapes.side` must be a whole number from 8 to 64, found 7"],
        ),
        ("{shapes: {shapes: 4}}", &["a whole number from 1 to 3"]),
        (
            "{shapes: {colors: 4}}",
            &["unknown key `colors`", "did you mean `colours`?"],
        ),
        (
            "{shapes: {side: 44}}",
            &[
                "no convolutional model makes 44x44 RGB images, which data `shapes` has here",
                "`side` may be one of 8, 10, 12, 14, 16, ",
            ],
        ),
        ("shape", &["did you mean `shapes`?"]),
    ]);
}

#[test]
fn idx() {
    assert_data_refused(&[
        ("idx", &["data `idx` needs `images`: file of the images"]),
        (
            "{idx: {images: 3}}",
            &["`data.idx.images` must be a path, relative to the working directory, found 3"],
        ),
        ("{idx: {images: ' '}}", &["must be a path"]),
        ("{idx: {image: x}}", &["did you mean `images`?"]),
        (
            "{idx: {images: x, labels: }}",
            &["`data.idx.labels` has no value; write one, or remove the key"],
        ),
        (
            "{idx: {images: x, classes: [3]}}",
            &["`data.idx.classes` needs `labels`"],
        ),
        (
            "{stacked: {of: {idx: {images: x, classes: [3]}}}}",
            &["`data.stacked.of.idx.classes` needs `labels`"],
        ),
        (
            "{idx: {images: x, labels: y, classes: 3}}",
            &["must be a list of labels such as [3, 7], found 3"],
        ),
        (
            "{idx: {images: x, labels: y, classes: [300]}}",
            &["a whole number from 0 to 255, found 300"],
        ),
        (
            "{idx: {images: x, labels: y, classes: [3, 3]}}",
            &["3 is in the list twice"],
        ),
        (
            "{idx: {images: x, channels: 2}}",
            &["`data.idx.channels` must be 1 (grey) or 3 (RGB), found 2"],
        ),
        (
            "{idx: {images: x, side: 29}}",
            &["no convolutional model makes 29x29 grey images"],
        ),
    ]);
}

#[test]
fn folder_and_cifar10() {
    assert_data_refused(&[
        ("folder", &["data `folder` needs `path`: the folder"]),
        (
            "{folder: {path: x, classes: ['../y']}}",
            &["must be the name of a subfolder, found the text `../y`"],
        ),
        (
            "{folder: {path: x, unreadable: skp}}",
            &["one of refuse, skip", "`skp`", "did you mean `skip`?"],
        ),
        (
            "{folder: {path: x, unreadable: yes}}",
            &["one of refuse, skip"],
        ),
        (
            "{folder: {path: x, smaller: pad}}",
            &["one of skip, enlarge"],
        ),
        (
            "{folder: {path: x, side: 33, channels: 1}}",
            &["no convolutional model makes 33x33 grey images"],
        ),
        (
            "cifar10",
            &["data `cifar10` needs `path`: folder with data_batch_1.bin"],
        ),
        ("cifar", &["unknown data `cifar`"]),
        (
            "{cifar10: {path: x, classes: [cta]}}",
            &["unknown class `cta` of CIFAR-10", "did you mean `cat`?"],
        ),
        (
            "{cifar10: {path: x, classes: [3, cat]}}",
            &["the text `cat` is in the list twice"],
        ),
        (
            "{cifar10: {path: x, classes: [10]}}",
            &["a whole number from 0 to 9, found 10"],
        ),
        (
            "{cifar10: {path: x, classes: [~]}}",
            &["a class of CIFAR-10, by name or number"],
        ),
    ]);
}

#[test]
fn stacked() {
    let allowed = "`of` takes digits, idx with `labels`, or folder with subfolders as classes, all with `channels: 1`";
    assert_data_refused(&[
        (
            "{stacked: {off: digits}}",
            &["unknown key `off`", "did you mean `of`?"],
        ),
        (
            "{stacked: {of: digit}}",
            &["unknown data `digit`", "did you mean `digits`?"],
        ),
        (
            "{stacked: {of: ring}}",
            &["data `ring` cannot be stacked: it has no images", allowed],
        ),
        (
            "{stacked: {of: shapes}}",
            &[
                "data `shapes` cannot be stacked: its images have three channels",
                allowed,
            ],
        ),
        (
            "{stacked: {of: {cifar10: {path: x}}}}",
            &["data `cifar10` cannot be stacked: its images have three"],
        ),
        (
            "{stacked: {of: stacked}}",
            &[
                "data `stacked` cannot be stacked: its images are stacked already",
                allowed,
            ],
        ),
        (
            "{stacked: {of: {idx: {images: x}}}}",
            &["without `labels` its modes are not known", allowed],
        ),
        (
            "{stacked: {of: {folder: {path: x}}}}",
            &["its images have three channels", allowed],
        ),
        (
            "{stacked: {of: {idx: {images: x, labels: y, side: 9}}}}",
            &["no convolutional model makes 9x9 RGB images"],
        ),
    ]);
}

#[test]
fn a_model_that_does_not_fit_is_named_with_one_that_does() {
    let text = "study: s\nquestion: q\nrun: {data: shapes, model: dcgan-28}\n";
    let shown = parse("s.yaml", text, &[]).unwrap_err().to_string();
    assert!(
        shown
            .contains("`dcgan-28` wants 28x28 grey images, but data `shapes` has 16x16 RGB images"),
        "{shown}"
    );
    assert!(shown.contains("did you mean `dcgan-16`?"), "{shown}");
}
