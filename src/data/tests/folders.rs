//! Folders of image files.

use std::path::Path;

use image::{Rgb, RgbImage};

use super::ranges::assert_spans;
use super::{assert_refused, opened, spec};
use crate::rng::Seed;

/// Writes an image with a gradient from black to white.
fn write(folder: &Path, name: &str, width: u32, height: u32) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let value = |x: u32, y: u32| (255 * (x + y) / (width + height - 2)) as u8;
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([value(x, y), value(x, y), 255 - value(x, y)])
    })
    .save(path)
    .unwrap();
}

fn animals() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["cats/1.png", "cats/deep/2.JPG", "dogs/3.jpeg", "4.png"] {
        write(folder.path(), name, 40, 36);
    }
    std::fs::write(folder.path().join("README.txt"), "no image").unwrap();
    std::fs::write(folder.path().join(".hidden.png"), "no image").unwrap();
    folder
}

#[test]
fn images_are_found_at_any_depth_and_by_class() {
    let folder = animals();
    let all = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert_eq!((all.count(), all.notes().len()), (Some(4), 0));
    assert_spans(&*all, "folder");
    let cats = opened(&spec(
        "{folder: {path: DIR, classes: [cats], side: 28, channels: 1}}",
        folder.path(),
    ));
    assert_eq!((cats.count(), cats.kind().row()), (Some(2), 784));
    assert!(
        all.labels().is_none() && cats.labels().is_none(),
        "4.png has no class, and cats are one"
    );
    let again = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert_eq!(all.reference(Seed(1), 4), again.reference(Seed(1), 4));
}

#[test]
fn subfolders_are_classes_and_part_of_the_digest() {
    let folder = animals();
    let classes = "{folder: {path: DIR, classes: [cats, dogs]}}";
    let both = opened(&spec(classes, folder.path()));
    let labels = both.labels().unwrap();
    assert_eq!(
        (labels.names(), labels.of_rows()),
        (
            &["cats".to_string(), "dogs".to_string()][..],
            &[0, 0, 1][..]
        )
    );
    std::fs::rename(
        folder.path().join("cats/1.png"),
        folder.path().join("dogs/1.png"),
    )
    .unwrap();
    let moved = opened(&spec(classes, folder.path()));
    assert_eq!(moved.labels().unwrap().of_rows(), [0, 1, 1]);
    assert_ne!(moved.digest(), both.digest());
    let grey = "{stacked: {of: {folder: {path: DIR, side: 28, channels: 1}}}}";
    assert_refused(
        folder.path(),
        &[(
            grey,
            &["has no classes to stack", "name data with 2 to 40 classes"],
        )],
    );
    let grey =
        "{stacked: {of: {folder: {path: DIR, side: 28, channels: 1, classes: [cats, dogs]}}}}";
    assert_eq!(opened(&spec(grey, folder.path())).kind().row(), 3 * 784);
}

#[test]
fn files_that_cannot_be_read_are_refused_or_named() {
    let folder = animals();
    std::fs::write(folder.path().join("cats/broken.png"), "no image").unwrap();
    let whole = std::fs::read(folder.path().join("4.png")).unwrap();
    std::fs::write(
        folder.path().join("cats/cut.png"),
        &whole[..whole.len() / 2],
    )
    .unwrap();
    assert_refused(
        folder.path(),
        &[(
            "{folder: {path: DIR}}",
            &[
                "2 of 6 images cannot be read",
                "broken.png (no PNG, JPEG, WebP, BMP or GIF inside)",
                "cut.png (",
                "`unreadable: skip`",
            ],
        )],
    );
    let rest = opened(&spec(
        "{folder: {path: DIR, unreadable: skip}}",
        folder.path(),
    ));
    assert_eq!(rest.count(), Some(4));
    assert!(
        rest.notes()[0].starts_with("left out 2 of 6 images that cannot be read: "),
        "{:?}",
        rest.notes()
    );
}

#[test]
fn formats_that_are_not_read_are_named() {
    let folder = animals();
    for name in ["a.heic", "cats/b.TIFF", "cats/c.tiff", ".hidden.gif"] {
        std::fs::write(folder.path().join(name), "not read").unwrap();
    }
    let some = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert_eq!(some.count(), Some(4));
    assert!(
        some.notes()[0].ends_with(
            "left out images of other formats than PNG, JPEG, WebP, BMP or GIF: 1 .heic, 2 .tiff"
        ),
        "{:?}",
        some.notes()
    );
    let others = tempfile::tempdir().unwrap();
    std::fs::write(others.path().join("a.avif"), "not read").unwrap();
    assert_refused(
        others.path(),
        &[(
            "{folder: {path: DIR}}",
            &[
                "holds no PNG, JPEG, WebP, BMP or GIF files, only images of other formats (1 .avif)",
                "convert them",
            ],
        )],
    );
}

#[cfg(unix)]
#[test]
fn images_that_are_all_grey_are_noted_where_they_are_read_as_rgb() {
    let folder = tempfile::tempdir().unwrap();
    for number in [1, 2] {
        let grey = |x: u32, y: u32| Rgb([(number * x * y % 256) as u8; 3]);
        let picture = RgbImage::from_fn(32, 32, grey);
        let name = format!("{number}.png");
        picture.save(folder.path().join(name)).unwrap();
    }
    let rgb = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert!(
        rgb.notes()[0].ends_with("all images are grey; `channels: 1` has a third of the values")
    );
    let grey = opened(&spec("{folder: {path: DIR, channels: 1}}", folder.path()));
    assert!(grey.notes().is_empty());
    write(folder.path(), "3.png", 32, 32);
    let both = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert!(both.notes().is_empty());
}

#[test]
fn links_are_followed_to_files_but_not_to_folders() {
    let folder = animals();
    let link =
        |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    link(".", "circle");
    link("4.png", "linked.png");
    assert_eq!(
        opened(&spec("{folder: {path: DIR}}", folder.path())).count(),
        Some(5)
    );
    link("nowhere", "lost.png");
    assert_refused(
        folder.path(),
        &[(
            "{folder: {path: DIR}}",
            &["1 of 6 images cannot be read", "lost.png ("],
        )],
    );
}

#[test]
fn small_images_are_left_out_and_counted_or_enlarged() {
    let folder = animals();
    write(folder.path(), "small.png", 20, 50);
    let rest = opened(&spec("{folder: {path: DIR}}", folder.path()));
    assert_eq!(rest.count(), Some(4));
    assert!(
        rest.notes()[0].contains("left out 1 of 5 images whose shorter side is below 32 pixels"),
        "{:?}",
        rest.notes()
    );
    assert!(
        rest.notes()[0].ends_with("small.png (20)"),
        "{:?}",
        rest.notes()
    );
    let all = opened(&spec(
        "{folder: {path: DIR, smaller: enlarge}}",
        folder.path(),
    ));
    assert_eq!((all.count(), all.notes().len()), (Some(5), 0));
    assert_spans(&*all, "enlarged");
}

#[test]
fn folders_without_use_are_refused() {
    let folder = animals();
    std::fs::create_dir(folder.path().join("birds")).unwrap();
    assert_refused(
        folder.path(),
        &[
            (
                "{folder: {path: DIR/none}}",
                &["no folder at", "paths are relative"],
            ),
            (
                "{folder: {path: DIR/4.png}}",
                &["is a file; name the folder that holds it"],
            ),
            (
                "{folder: {path: DIR/birds}}",
                &["holds no PNG, JPEG, WebP, BMP or GIF files"],
            ),
            (
                "{folder: {path: DIR/dogs}}",
                &["gives 1 image; a GAN needs at least two"],
            ),
            (
                "{folder: {path: DIR, classes: [cast]}}",
                &["no class `cast`; it has birds, cats, dogs; did you mean `cats`?"],
            ),
            (
                "{folder: {path: DIR/dogs, classes: [cats]}}",
                &["has no subfolders"],
            ),
            (
                "{folder: {path: DIR, side: 64}}",
                &[
                    "no image that can be used with side 64",
                    "(36), ",
                    "lower `side`",
                ],
            ),
        ],
    );
}
