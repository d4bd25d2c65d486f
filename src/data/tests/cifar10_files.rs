//! CIFAR-10 files, small ones.

use super::ranges::assert_spans;
use super::{assert_refused, opened, spec};

/// Records with these labels.
fn records(labels: &[u8]) -> Vec<u8> {
    let record = |(number, label): (usize, &u8)| {
        let pixels = (0..3072).map(move |at| ((at + 7 * number) % 256) as u8);
        [*label].into_iter().chain(pixels).collect::<Vec<u8>>()
    };
    labels.iter().enumerate().flat_map(record).collect()
}

#[test]
fn a_folder_or_a_file_is_read_and_classes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=5 {
        std::fs::write(
            folder.path().join(format!("data_batch_{number}.bin")),
            records(&[3, 8, number]),
        )
        .unwrap();
    }
    let all = opened(&spec("{cifar10: {path: DIR}}", folder.path()));
    assert_eq!(all.count(), Some(15));
    assert_spans(&*all, "cifar10");
    let some = opened(&spec(
        "{cifar10: {path: DIR, classes: [ship, 3]}}",
        folder.path(),
    ));
    assert_eq!(some.count(), Some(11));
    assert_eq!(some.labels().unwrap().names(), ["cat", "ship"]);
    let one = opened(&spec(
        "{cifar10: {path: DIR/data_batch_2.bin}}",
        folder.path(),
    ));
    assert_eq!(one.count(), Some(3));
}

#[test]
fn what_is_no_cifar10_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data_batch_1.bin"), records(&[1, 2])).unwrap();
    std::fs::write(folder.path().join("short"), &records(&[1])[..3000]).unwrap();
    std::fs::write(folder.path().join("label"), records(&[1, 10])).unwrap();
    assert_refused(
        folder.path(),
        &[
            (
                "{cifar10: {path: DIR/none}}",
                &["no folder or file at", "unpack cifar-10-binary.tar.gz"],
            ),
            (
                "{cifar10: {path: DIR}}",
                &["no CIFAR-10 file at", "data_batch_2.bin"],
            ),
            (
                "{cifar10: {path: DIR/short}}",
                &["has 3000 bytes, which is no whole number of records of 3073"],
            ),
            (
                "{cifar10: {path: DIR/label}}",
                &["has the label 10, but the classes are 0 to 9"],
            ),
            (
                "{cifar10: {path: DIR/data_batch_1.bin, classes: [frog]}}",
                &["no image of class 6"],
            ),
        ],
    );
}
