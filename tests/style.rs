//! `seesaw style`: what it writes, and what it refuses; studies of style transfers.

mod studies;

use std::path::Path;

use image::{DynamicImage, GrayImage, Luma, RgbImage, RgbaImage};
use seesaw::data::Picture;

use crate::bad_data::bomb;
use crate::program::{bytes, code, seesaw, stderr};

/// A folder with two small pictures, `a.png` and `b.png`.
fn pictures() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let picture = |name: &str, width: u32, height: u32, factor: u32| {
        let image = RgbImage::from_fn(width, height, |x, y| {
            let value = |by: u32| ((x * factor + y * by) % 256) as u8;
            image::Rgb([value(3), value(7), value(11)])
        });
        image.save(folder.path().join(name)).unwrap();
    };
    picture("a.png", 64, 40, 5);
    picture("b.png", 50, 50, 9);
    folder
}

fn style(folder: &Path, more: &[&str]) -> std::process::Output {
    let arguments = ["style", "a.png", "b.png", "-o", "out.png", "--steps", "2"];
    seesaw(folder, &[&arguments[..], more].concat())
}

#[test]
fn a_picture_is_written_in_the_contents_shape_with_the_same_bits_on_any_threads() {
    let folder = pictures();
    let path = folder.path().join("out.png");
    let written = ["1", "2", "3"].map(|threads| {
        let output = style(folder.path(), &["--threads", threads, "--side", "48"]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(
            stderr(&output).contains("48 x 30 pixels after 2 steps"),
            "{}",
            stderr(&output)
        );
        bytes(path.clone())
    });
    let picture = Picture::open(&path, 512).unwrap();
    assert_eq!((picture.height, picture.width), (30, 48));
    assert!(written[0] == written[1] && written[1] == written[2]);
    let content = Picture::open(&folder.path().join("a.png"), 48).unwrap();
    assert_ne!(picture, content, "it has learned something");
}

#[test]
fn pictures_of_every_kind_are_taken() {
    let folder = pictures();
    let save = |name: &str, image: DynamicImage| image.save(folder.path().join(name)).unwrap();
    save(
        "grey.png",
        GrayImage::from_fn(40, 40, |x, _| Luma([x as u8 * 6])).into(),
    );
    save(
        "alpha.png",
        RgbaImage::from_fn(40, 40, |x, y| image::Rgba([9, x as u8, 3, y as u8])).into(),
    );
    save(
        "photo.jpg",
        RgbImage::from_fn(60, 40, |x, y| image::Rgb([x as u8, y as u8, 90])).into(),
    );
    for content in ["grey.png", "alpha.png", "photo.jpg"] {
        let arguments = ["style", content, "b.png", "-o", "out.png", "--steps", "1"];
        let output = seesaw(folder.path(), &arguments);
        assert_eq!(code(&output), 0, "{content}: {}", stderr(&output));
    }
}

/// A safetensors file with this header, followed by `length` zeros.
fn safetensors(header: &str, length: usize) -> Vec<u8> {
    let size = (header.len() as u64).to_le_bytes();
    [&size[..], header.as_bytes(), &vec![0; length]].concat()
}

#[test]
fn what_cannot_be_used_is_refused_with_what_is_allowed() {
    let folder = pictures();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("text.png", b"no picture at all");
    write("bomb.png", &bomb(20_000));
    write("cut.png", &bytes(folder.path().join("a.png"))[..200]);
    RgbImage::new(1, 1)
        .save(folder.path().join("dot.png"))
        .unwrap();
    RgbImage::new(2000, 4)
        .save(folder.path().join("line.png"))
        .unwrap();
    write("text.safetensors", b"no weights at all");
    write(
        "other.safetensors",
        &safetensors(
            r#"{"conv.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            4,
        ),
    );
    let huge =
        r#"{"features.0.weight":{"dtype":"F32","shape":[64,3,3,3000000000],"data_offsets":[0,4]}}"#;
    write("huge.safetensors", &safetensors(huge, 4));
    write(
        "whole.safetensors",
        &safetensors(
            r#"{"features.0.weight":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
            8,
        ),
    );
    let vgg = |file: &str| format!("features={{vgg16: {{weights: {file}}}}}");

    let refused = |content: &str, set: &str, exit: i32, words: &str| {
        let mut arguments = vec!["style", content, "b.png", "-o", "out.png"];
        if !set.is_empty() {
            arguments.extend(["--set", set]);
        }
        let output = seesaw(folder.path(), &arguments);
        let said = stderr(&output);
        assert_eq!(code(&output), exit, "{content} {set}: {said}");
        assert!(said.contains(words), "{content} {set}: {said}");
        assert!(!folder.path().join("out.png").exists());
    };
    refused("none.png", "", 1, "no picture at `none.png`");
    refused(".", "", 1, "`.` cannot be used as a picture");
    refused("text.png", "", 1, "no PNG, JPEG, WebP, BMP or GIF inside");
    refused("cut.png", "", 1, "`cut.png` cannot be used as a picture");
    refused("bomb.png", "", 1, "larger than 16384 pixels along a side");
    refused(
        "dot.png",
        "",
        1,
        "1 x 1 pixels, too small for layer `fire5` of squeezenet",
    );
    refused(
        "line.png",
        "",
        1,
        "256 x 1 pixels with its longer side at `side: 256`",
    );
    refused(
        "a.png",
        "content_layers=[fire99]",
        3,
        "squeezenet has no layer `fire99`",
    );
    refused("a.png", "style_layers=[conv4_2]", 3, "conv1, fire2");
    refused("a.png", "style_layers=[]", 3, "write a weight of 0");
    refused(
        "a.png",
        "weights={content: 0, style: 0, variation: 0}",
        3,
        "nothing would be learned",
    );
    refused("a.png", "weights.style=-1", 3, "`weights.style` must be");
    refused("a.png", "stile=1", 3, "unknown key `stile`");
    refused("a.png", "side=20000", 3, "512");
    refused("a.png", &vgg("none.safetensors"), 1, "none.safetensors");
    refused(
        "a.png",
        &vgg("text.safetensors"),
        1,
        "it is no file of safetensors",
    );
    refused(
        "a.png",
        &vgg("huge.safetensors"),
        1,
        "it is no file of safetensors",
    );
    refused(
        "a.png",
        &vgg("whole.safetensors"),
        1,
        "holds I64; weights are F16",
    );
    refused(
        "a.png",
        &vgg("other.safetensors"),
        1,
        "does not hold the weights of vgg16: it holds no tensor `features.0.weight`",
    );
    let output = seesaw(folder.path(), &["style", "a.png", "b.png", "-o", "out.jpg"]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("should end in .png"));
}
