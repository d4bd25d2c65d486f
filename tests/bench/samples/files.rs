//! Arrays as NumPy writes them.

use std::io::Write;
use std::path::Path;

fn header(kind: &str, shape: &[usize]) -> Vec<u8> {
    let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let axes = axes.join(", ");
    let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({axes},), }}");
    let length = (text.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], text.as_bytes()].concat()
}

/// An array of bytes.
pub fn of_bytes(shape: &[usize], values: &[u8]) -> Vec<u8> {
    assert_eq!(shape.iter().product::<usize>(), values.len());
    [header("|u1", shape), values.to_vec()].concat()
}

/// An array of floats.
pub fn of_floats(shape: &[usize], values: &[f32]) -> Vec<u8> {
    assert_eq!(shape.iter().product::<usize>(), values.len());
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    [header("<f4", shape), bytes.collect()].concat()
}

/// Writes images and their classes as `.npz`.
pub fn write_labelled(path: &Path, images: &[u8], labels: &[u8]) {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, array) in [("images.npy", images), ("labels.npy", labels)] {
        let (mut entry, config) = archive.new_file(name).start().expect("a member");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(array).expect("memory takes it");
        let (_, descriptor) = writer.finish().expect("a member");
        entry.finish(descriptor).expect("a member");
    }
    archive.finish().expect("an archive");
    std::fs::write(path, bytes).expect("a file");
}
