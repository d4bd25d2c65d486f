//! Places as programs leave them, and hostile ones.

use std::path::Path;

use super::*;

fn read(path: &Path, options: &SampleOptions, side: usize) -> Result<Vec<SampleRows>, String> {
    let sets = find_samples(path, options).map_err(|error| error.to_string())?;
    let read = |set: &SampleSet| {
        let facts = set.facts()?;
        let pictures = facts.pictures();
        let reading = Reading {
            target: (
                side,
                pictures.map_or(1, |it| if it.has_colour { 3 } else { 1 }),
            ),
            scale: pictures.map_or(ValueScale::SIGNED, |it| it.scale),
            limit: 1_000,
        };
        set.read(&facts, reading, &|_| ())
    };
    let rows: Result<Vec<SampleRows>, SampleError> = sets.iter().map(read).collect();
    rows.map_err(|error| error.to_string())
}

fn npy(kind: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let length = (header.len() as u16).to_le_bytes();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        numbers,
    ]
    .concat()
}

fn floats(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    values.into_iter().flat_map(f32::to_le_bytes).collect()
}

fn npz(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, array) in members {
        let name = format!("{name}.npy");
        let member = archive.new_file(&name);
        let member = member.compression_method(rawzip::CompressionMethod::Deflate);
        let (mut entry, config) = member.start().unwrap();
        let deflated = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(deflated);
        std::io::Write::write_all(&mut writer, array).unwrap();
        let (deflated, descriptor) = writer.finish().unwrap();
        deflated.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn picture(path: &Path, side: u32, value: u8) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    image::GrayImage::from_fn(side, side, |x, y| {
        image::Luma([value.wrapping_add((x * y) as u8)])
    })
    .save(path)
    .unwrap();
}

#[test]
fn points_are_read_and_rows_that_are_not_finite_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.npy");
    let values = [0.5, 1.0, f32::NAN, 0.0, -2.0, 3.0];
    std::fs::write(&path, npy("<f4", "(3, 2)", &floats(values))).unwrap();
    let rows = read(&path, &SampleOptions::default(), 8).unwrap().remove(0);
    assert_eq!((rows.count(), rows.not_finite, rows.total), (2, 1, 3));
    assert_eq!(rows.rows(&[1, 0]), [-2.0, 3.0, 0.5, 1.0]);
    assert_eq!(rows.range, Some((-2.0, 3.0)));
}

#[test]
fn an_archive_has_images_and_their_classes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    let images: Vec<u8> = (0..4 * 64).map(|at| at as u8).collect();
    let labels: Vec<u8> = [7u64, 3, 7, 3]
        .iter()
        .flat_map(|it| it.to_le_bytes())
        .collect();
    let members = [
        ("images", npy("|u1", "(4, 8, 8)", &images)),
        ("labels", npy("<i8", "(4,)", &labels)),
    ];
    std::fs::write(&path, npz(&members)).unwrap();
    let rows = read(&path, &SampleOptions::default(), 8).unwrap().remove(0);
    assert_eq!(rows.bytes(), images);
    let labels = rows.labels.as_ref().unwrap();
    assert_eq!(
        (labels.names(), labels.of_rows()),
        (&["3".into(), "7".into()][..], &[1, 0, 1, 0][..])
    );

    let two = [
        ("first", npy("|u1", "(4, 8, 8)", &images)),
        ("second", npy("|u1", "(4, 8, 8)", &images)),
    ];
    std::fs::write(&path, npz(&two)).unwrap();
    let error = read(&path, &SampleOptions::default(), 8).unwrap_err();
    assert!(
        error.contains("several arrays: `first` [4, 8, 8], `second`"),
        "{error}"
    );
    let array = Some("second".to_string());
    let named = SampleOptions {
        array,
        ..SampleOptions::default()
    };
    assert_eq!(read(&path, &named, 8).unwrap()[0].count(), 4);
}

#[test]
fn labels_are_classes_by_their_value_or_are_said_to_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    let images: Vec<u8> = (0..4 * 64).map(|at| at as u8).collect();
    let read_with = |kind: &str, shape: &str, labels: &[u8]| {
        let members = [
            ("images", npy("|u1", "(4, 8, 8)", &images)),
            ("labels", npy(kind, shape, labels)),
        ];
        std::fs::write(&path, npz(&members)).unwrap();
        let rows = read(&path, &SampleOptions::default(), 8).unwrap().remove(0);
        let classes = rows
            .labels
            .map(|labels| (labels.names().to_vec(), labels.of_rows().to_vec()));
        (classes, rows.without_classes.unwrap_or_default())
    };
    let whole = |labels: [i32; 4]| labels.map(i32::to_le_bytes).concat();
    let (classes, why) = read_with("<i4", "(4,)", &whole([700, -1, 255, 700]));
    let names = ["-1", "255", "700"].map(str::to_string).to_vec();
    assert_eq!(
        (classes, why.as_str()),
        (Some((names, vec![2, 0, 1, 2])), "")
    );
    // Floats that are whole numbers are classes as well.
    let (classes, why) = read_with("<f4", "(4,)", &floats([1.0, 0.0, 7.0, 1.0]));
    let names = ["0", "1", "7"].map(str::to_string).to_vec();
    assert_eq!(
        (classes, why.as_str()),
        (Some((names, vec![1, 0, 2, 1])), "")
    );
    for (kind, shape, labels, said) in [
        (
            "<i4",
            "(3,)",
            &whole([1, 2, 3, 0])[..12],
            "it has 3 values for 4 samples",
        ),
        (
            "<i4",
            "(4, 2)",
            &[whole([1, 0, 0, 1]), whole([0, 1, 1, 0])].concat()[..],
            "2 values for each sample",
        ),
        (
            "<f4",
            "(4,)",
            &floats([0.0, 1.0, 1.5, 0.0])[..],
            "its values are not whole numbers",
        ),
    ] {
        let (classes, why) = read_with(kind, shape, labels);
        assert!(classes.is_none() && why.contains(said), "{said}: {why}");
    }
    let many: Vec<u8> = (0..300).flat_map(i32::to_le_bytes).collect();
    let members = [
        ("images", npy("|u1", "(300, 2, 2)", &[0; 1200])),
        ("labels", npy("<i4", "(300,)", &many)),
    ];
    std::fs::write(&path, npz(&members)).unwrap();
    let rows = read(&path, &SampleOptions::default(), 8).unwrap().remove(0);
    assert!(rows.labels.is_none());
    let why = rows.without_classes.unwrap();
    assert!(why.contains("300 values; up to 256 classes"), "{why}");
}

#[test]
fn a_file_without_a_step_is_passed_over_beside_those_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(path, npy("<f4", "(2, 2)", &floats([1.0; 4]))).unwrap();
    };
    ["fakes_1.npy", "fakes_2.npy", "fakes_3.npy", "noise.npy"]
        .into_iter()
        .for_each(write);
    let found = || find_samples(folder.path(), &SampleOptions::default()).unwrap();
    let sets = found();
    let steps: Vec<Option<u64>> = sets.iter().map(|set| set.step).collect();
    assert_eq!(steps, [Some(1), Some(2), Some(3)]);
    let note = sets.iter().find_map(|set| set.note.clone());
    assert_eq!(
        note.as_deref(),
        Some("passed over noise.npy, whose name says no step as the others do")
    );
    ["a.npy", "b.npy", "c.npy"].into_iter().for_each(write);
    let sets = found();
    assert_eq!(
        sets.len(),
        1,
        "as many without a step as with one are all of one set"
    );
    let note = sets[0].note.clone().unwrap();
    assert!(note.starts_with("7 files are taken as one set"), "{note}");
    let pooled = SampleOptions {
        is_pooled: true,
        ..SampleOptions::default()
    };
    let sets = find_samples(folder.path(), &pooled).unwrap();
    assert_eq!((sets.len(), &sets[0].note), (1, &None));
}

#[test]
fn subfolders_are_classes_or_steps_as_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for (class, value) in [("cats", 0), ("dogs", 90)] {
        for number in 0..3 {
            let name = format!("{class}/{number}.png");
            picture(&folder.path().join("reals").join(name), 10, value + number);
        }
    }
    let rows = read(&folder.path().join("reals"), &SampleOptions::default(), 8).unwrap();
    assert_eq!(rows[0].labels.as_ref().unwrap().names(), ["cats", "dogs"]);
    assert_eq!(rows[0].names[3], "dogs/0.png");
    for step in [200, 1000, 50] {
        for number in 0..2 {
            let name = format!("fakes/step_{step}/{number}.png");
            picture(&folder.path().join(name), 8, number);
        }
    }
    let fakes = folder.path().join("fakes");
    let sets = find_samples(&fakes, &SampleOptions::default()).unwrap();
    let steps: Vec<Option<u64>> = sets.iter().map(|set| set.step).collect();
    assert_eq!(steps, [Some(50), Some(200), Some(1000)]);
    let pooled = SampleOptions {
        is_pooled: true,
        ..SampleOptions::default()
    };
    assert_eq!(read(&fakes, &pooled, 8).unwrap()[0].count(), 6);
}

#[test]
fn files_by_step_are_sets_and_numbered_pictures_are_one() {
    let folder = tempfile::tempdir().unwrap();
    for step in [100, 20, 3] {
        let path = folder.path().join(format!("fakes_{step:06}.npy"));
        std::fs::write(path, npy("<f4", "(2, 2)", &floats([step as f32; 4]))).unwrap();
    }
    let rows = read(folder.path(), &SampleOptions::default(), 8).unwrap();
    let first: Vec<f32> = rows.iter().map(|rows| rows.rows(&[0])[0]).collect();
    assert_eq!(first, [3.0, 20.0, 100.0]);
    let pictures = folder.path().join("pictures");
    (0..5).for_each(|seed| picture(&pictures.join(format!("seed{seed:04}.png")), 9, seed));
    assert_eq!(
        read(&pictures, &SampleOptions::default(), 8).unwrap().len(),
        1
    );
}

#[test]
fn hostile_files_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: &[u8], words: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = read(&path, &SampleOptions::default(), 8).unwrap_err();
        assert!(error.contains(words), "{name}: {error}");
    };
    refused(
        "lies.npy",
        &npy("<f4", "(1000000, 1000)", &[0; 64]),
        "more than it has",
    );
    refused(
        "huge.npy",
        &npy("<f4", "(99999999999, 99999999)", &[0; 64]),
        "more than is read",
    );
    refused(
        "object.npy",
        &npy("|O", "(3,)", b"cos\nsystem\n"),
        "pickled",
    );
    refused(
        "object.npz",
        &npz(&[("arr_0", npy("|O", "(3,)", b"x"))]),
        "pickled",
    );
    refused(
        "short.npz",
        &npz(&[("x", npy("<f4", "(9, 2)", &[0; 8]))]),
        "ends after 1 of",
    );
    refused(
        "cut.npz",
        &npz(&[("x", npy("<f4", "(1, 2)", &[0; 8]))])[..40],
        "no archive",
    );
    refused(
        "text.npy",
        b"a,b\n1,2\n",
        "no array of NumPy and no file of safetensors",
    );
    refused("empty.npy", &npy("<f4", "(0, 2)", &[]), "holds no samples");
    refused("empty.png", b"", "is one picture");
    // Four gigabytes of zeros in a few megabytes: what is asked for is read, and no more.
    let bomb = npy("|u1", "(16, 3, 16384, 10000)", &vec![0; 1 << 20]);
    refused("bomb.npz", &npz(&[("x", bomb)]), "ends after");
    let none = read(&folder.path().join("none"), &SampleOptions::default(), 8);
    assert!(none.unwrap_err().contains("is not there"));
}

#[cfg(unix)]
#[test]
fn links_to_folders_and_pipes_are_passed_over_and_damaged_pictures_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pictures");
    (0..3).for_each(|at| picture(&path.join(format!("{at}.png")), 8, at * 9));
    std::os::unix::fs::symlink(&path, path.join("circle")).unwrap();
    std::os::unix::fs::symlink("nowhere", path.join("lost.png")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(path.join("pipe.png"))
        .status();
    assert!(made.unwrap().success());
    std::fs::write(path.join("damaged.png"), b"\x89PNG\r\n").unwrap();
    let rows = read(&path, &SampleOptions::default(), 8).unwrap().remove(0);
    assert_eq!(rows.count(), 3);
    assert_eq!(rows.unreadable.len(), 1, "{:?}", rows.unreadable);
    assert!(rows.unreadable[0].contains("damaged.png"));
}
