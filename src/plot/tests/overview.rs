//! What a page with hundreds of runs shows of each.

use super::example::Example;
use crate::diagnose::Verdict;
use crate::plot::PlotError;
use crate::record::Snapshot;

/// Height and width that a PNG says of itself, and its bits per pixel.
fn described(png: &[u8]) -> (u32, u32, png::BitDepth) {
    let reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    (
        reader.info().width,
        reader.info().height,
        reader.info().bit_depth,
    )
}

#[test]
fn an_overview_is_small() {
    for keys in ["data: ring", "data: digits", "data: ring, loss: hinge"] {
        let example = Example::new(keys)
            .found(Verdict::ModeCollapse, Some(1200))
            .found(Verdict::Divergence, Some(3000));
        let svg = example.run_tables().overview().unwrap();
        assert!(svg.contains("width=\"420\" height=\"200\""));
        assert!(svg.len() < 9_000, "{keys}: {} bytes", svg.len());
        for words in ["mode_collapse from 1,200 (+1)", "step", "4,000", "share"] {
            assert!(svg.contains(words), "{keys}: {words} is missing");
        }
    }
}

#[test]
fn an_overview_without_tables_says_why() {
    let svg = Example::damaged().run_tables().overview().unwrap();
    assert!(
        svg.contains("steps.parquet is") && svg.contains("evals.parquet is"),
        "{svg}"
    );
    let svg = Example::new("data: ring")
        .cut(0)
        .run_tables()
        .overview()
        .unwrap();
    assert!(svg.contains("no step was recorded") && svg.contains("no evaluation was recorded"));
}

#[test]
fn a_thumbnail_of_points_is_below_two_kilobytes() {
    for keys in ["data: ring", "data: grid"] {
        let png = Example::new(keys)
            .run_tables()
            .thumbnail()
            .unwrap()
            .unwrap();
        assert_eq!(described(&png), (96, 96, png::BitDepth::Two));
        assert!(png.len() < 2_000, "{keys}: {} bytes", png.len());
    }
}

#[test]
fn a_thumbnail_of_images_is_below_five_kilobytes() {
    for (keys, row) in [
        ("data: digits", 64),
        ("data: {shapes: {side: 16}}", 768),
        ("data: {shapes: {side: 64}}", 12288),
    ] {
        let mut example = Example::new(keys);
        // Nothing compresses worse than noise.
        let noise =
            |index: u32| (index.wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0 - 1.0;
        example.tables.samples = Ok(vec![Snapshot {
            step: 9,
            rows: (0..64 * row).map(noise).collect(),
            latent_space: Default::default(),
        }]);
        let png = example.run_tables().thumbnail().unwrap().unwrap();
        assert_eq!(described(&png).0, 99);
        assert!(png.len() < 5_200, "{keys}: {} bytes", png.len());
    }
}

#[test]
fn a_thumbnail_of_nothing_is_none_and_of_half_an_image_refused() {
    assert!(
        Example::damaged()
            .run_tables()
            .thumbnail()
            .unwrap()
            .is_none()
    );
    assert!(
        Example::new("data: ring")
            .cut(0)
            .run_tables()
            .thumbnail()
            .unwrap()
            .is_none()
    );
    let mut example = Example::new("data: digits");
    example.tables.samples = Ok(vec![Snapshot {
        step: 0,
        rows: vec![0.0; 65],
        latent_space: Default::default(),
    }]);
    assert!(matches!(
        example.run_tables().thumbnail(),
        Err(PlotError::SheetShape { .. })
    ));
}
