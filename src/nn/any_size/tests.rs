//! Layers of any size against PyTorch (`tests/golden/make_features.py`), and what holds of threads.

use serde_json::Value;

use super::{AnySize, AnySizeConcat, AnySizeConv2d, AnySizeMaxPool2d, Maps, maps};
use crate::golden::{assert_summary, features, filled};
use crate::nn::{
    Batch, Device, Initialization, Initializer, Layer, NamedTensor, Pass, ThreadPool, backward,
    load_named_tensors, named_tensors,
};
use crate::rng::{Seed, Stream};

fn case(name: &str) -> Value {
    let all = features("layers");
    let found = all
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["name"] == name);
    found.unwrap_or_else(|| panic!("no case `{name}`")).clone()
}

fn layer<L: Layer>(device: &Device) -> L {
    let mut draws = Seed(5).at(Stream::Features, 0, 0);
    L::new(&mut Initializer::new(
        device,
        Initialization::Uniform,
        &mut draws,
    ))
}

fn batch<const C: usize>(device: &Device, shape: &[usize], values: &[f32]) -> Batch<Maps<C>> {
    device.batch(maps(shape[0], shape[1], shape[2]), |out| {
        out.copy_from_slice(values)
    })
}

/// Output and gradient of the input, where `dy` is the output's gradient.
fn run<const C: usize, const O: usize, L>(
    layer: &mut L,
    device: &Device,
    shape: &[usize],
    (rows, dy): (&[f32], &[f32]),
) -> (Vec<f32>, Vec<f32>)
where
    L: Layer<Input = Maps<C>, Output = Maps<O>>,
{
    let input = batch::<C>(device, shape, rows);
    let handle = input.detach();
    let output = layer.forward(input.requiring_gradient(), Pass::Frozen);
    let values = output.values().to_vec();
    let mut gradients = backward(vec![(output, dy.to_vec())]);
    let gradient = handle.gradient(&mut gradients);
    (values, gradient.values().to_vec())
}

fn check<const C: usize, const O: usize, L>(name: &str)
where
    L: AnySize<Input = Maps<C>, Output = Maps<O>>,
{
    let case = case(name);
    let shape: Vec<usize> = serde_json::from_value(case["input"]["shape"].clone()).unwrap();
    let out: Vec<usize> = serde_json::from_value(case["dy"]["shape"].clone()).unwrap();
    assert_eq!(L::side_after(shape[1]), Some(out[1]), "{name}");
    assert_eq!(L::side_after(shape[2]), Some(out[2]), "{name}");
    assert_eq!(L::CHANNELS, out[3], "{name}");
    let (rows, dy) = (filled(&case["input"]), filled(&case["dy"]));
    for threads in [1, 2] {
        let device = Device::new(ThreadPool::new(threads));
        let mut layer: L = layer(&device);
        let mut tensors = named_tensors(&mut layer);
        let given = case["parameters"].as_array().unwrap();
        for (tensor, given) in tensors.iter_mut().zip(given) {
            tensor.values = filled(given);
        }
        load_named_tensors(&mut layer, &tensors);
        let (y, dx) = run(&mut layer, &device, &shape, (&rows, &dy));
        assert_summary(&y, &case["y"], 2e-6, name);
        assert_summary(&dx, &case["dx"], 1e-5, name);
        let evaluated = layer.forward(batch(&device, &shape, &rows), Pass::Eval);
        assert_eq!(evaluated.values(), y, "{name}: the same without a gradient");
    }
}

#[test]
fn layers_agree_with_pytorch() {
    check::<3, 20, AnySizeConv2d<3, 20, 3, 2>>("image, stride 2");
    check::<20, 24, AnySizeConv2d<20, 24, 3, 1, 1>>("padded");
    check::<3, 17, AnySizeConv2d<3, 17, 3, 1, 1>>("image, padded");
    check::<20, 16, AnySizeConv2d<20, 16, 1>>("pointwise");
    check::<18, 5, AnySizeConv2d<18, 5, 4, 2, 1>>("even kernel, stride 2");
    check::<20, 20, AnySizeMaxPool2d<20, 3, 2>>("pool 3, 2");
    check::<18, 18, AnySizeMaxPool2d<18, 2, 2>>("pool 2, 2");
}

#[test]
fn a_layer_says_what_it_leaves_of_a_side() {
    assert_eq!(AnySizeConv2d::<1, 1, 3, 2>::side_after(2), None);
    assert_eq!(AnySizeConv2d::<1, 1, 3, 2>::side_after(3), Some(1));
    assert_eq!(AnySizeConv2d::<1, 1, 3, 1, 1>::side_after(1), Some(1));
    assert_eq!(AnySizeMaxPool2d::<1, 3, 2>::side_after(6), Some(2));
    type Both = (AnySizeMaxPool2d<1, 2, 2>, AnySizeConv2d<1, 4, 3>);
    assert_eq!(Both::side_after(6), Some(1));
    assert_eq!(Both::side_after(5), None);
}

type Paths = AnySizeConcat<AnySizeConv2d<4, 6, 1>, AnySizeConv2d<4, 3, 3, 1, 1>, 6, 3, 9>;

#[test]
fn paths_lie_side_by_side_and_their_gradients_meet() {
    let device = Device::default();
    let shape = [2, 5, 3, 4];
    let rows = crate::golden::hashed(2 * 5 * 3 * 4, 3, 1.0);
    let dy = crate::golden::hashed(2 * 5 * 3 * 9, 4, 1.0);
    let mut paths: Paths = layer(&device);
    let (y, dx) = run(&mut paths, &device, &shape, (&rows, &dy));

    let tensors = named_tensors(&mut paths);
    let part = |from: usize, width: usize, values: &[f32]| -> Vec<f32> {
        let rows = values
            .chunks_exact(9)
            .flat_map(|row| &row[from..from + width]);
        rows.copied().collect()
    };
    let mut first: AnySizeConv2d<4, 6, 1> = layer(&device);
    let mut second: AnySizeConv2d<4, 3, 3, 1, 1> = layer(&device);
    let load = |tensors: &[NamedTensor]| tensors.to_vec();
    load_named_tensors(&mut first, &load(&tensors[..2]));
    load_named_tensors(&mut second, &load(&tensors[2..]));
    let (y1, dx1) = run(&mut first, &device, &shape, (&rows, &part(0, 6, &dy)));
    let (y2, dx2) = run(&mut second, &device, &shape, (&rows, &part(6, 3, &dy)));
    assert_eq!(part(0, 6, &y), y1);
    assert_eq!(part(6, 3, &y), y2);
    for ((both, first), second) in dx.iter().zip(dx1).zip(dx2) {
        assert!((both - first - second).abs() < 1e-6);
    }
}
