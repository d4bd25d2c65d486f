//! Every data set has the range of G's tanh.

use super::{opened, shared, spec};
use crate::config::Kind;
use crate::data::DataSet;
use crate::rng::Seed;

/// Asserts that rows lie within [-1, 1] and come near both ends, in batches and in the reference.
pub(super) fn assert_spans(data: &dyn DataSet, name: &str) {
    let row = data.kind().row();
    let mut batch = vec![9.0; row * 50.min(data.count().unwrap_or(50))];
    data.batch(Seed(1), 1, 0, &mut batch);
    for rows in [batch, data.reference(Seed(1), 100)] {
        assert!(!rows.is_empty() && rows.len() % row == 0, "{name}");
        let (low, high) = rows.iter().fold((9f32, -9f32), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
        assert!(
            (-1.0..-0.9).contains(&low) && high > 0.9 && high <= 1.0,
            "{name}: {low} to {high}"
        );
    }
}

#[test]
fn embedded_and_drawn_images_span_the_range() {
    for data in [
        "digits",
        "shapes",
        "{shapes: {side: 8}}",
        "{shapes: {side: 64}}",
    ] {
        let spec = spec(data, std::path::Path::new(""));
        let opened = opened(&spec);
        assert_spans(&*opened, data);
        assert_eq!(
            (opened.kind(), opened.count(), opened.modes().is_some()),
            (spec.kind(), spec.count(), spec.knows_modes())
        );
    }
    // Points have no such range; their kind is known all the same.
    for data in ["ring", "grid"] {
        let spec = spec(data, std::path::Path::new(""));
        assert_eq!(
            (opened(&spec).kind(), spec.kind(), spec.knows_modes()),
            (Kind::Points, Kind::Points, true)
        );
    }
}

#[test]
fn mnist_spans_the_range() {
    let Some(folder) = shared("mnist") else {
        return;
    };
    let files = "images: DIR/t10k-images-idx3-ubyte.gz, labels: DIR/t10k-labels-idx1-ubyte.gz";
    let all = opened(&spec(&format!("{{idx: {{{files}}}}}"), &folder));
    assert_eq!(
        (all.count(), all.kind()),
        (
            Some(10_000),
            Kind::Images {
                side: 28,
                channels: 1
            }
        )
    );
    assert_spans(&*all, "mnist");
    let some = opened(&spec(
        &format!("{{idx: {{{files}, classes: [3, 7]}}}}"),
        &folder,
    ));
    assert_eq!(
        some.count(),
        Some(1010 + 1028),
        "as many threes and sevens as published"
    );
    assert_spans(&*some, "mnist, 3 and 7");
}

#[test]
fn the_embedded_digits_are_the_shared_ones() {
    let Some(folder) = shared("digits") else {
        return;
    };
    let shared = spec(
        "{idx: {images: DIR/digits-images-idx3-ubyte.gz, side: 8}}",
        &folder,
    );
    let embedded = spec("digits", &folder);
    assert_eq!(
        opened(&shared).reference(Seed(1), 300),
        opened(&embedded).reference(Seed(1), 300)
    );
}
