//! Feature extractors against PyTorch (`tests/golden/make_features.py`) and against the numbers that
//! came with the weights.

use serde_json::Value;

use super::*;
use std::path::Path;

use crate::config::{Network, Transfer};
use crate::golden::{assert_close, assert_summary, features, filled, hashed, number};
use crate::models::classifier::{Classifier8, Classifier32};
use crate::models::{ClassifierArchitecture, ClassifierNetwork};
use crate::nn::{
    Batch, BatchShape, Device, Initialization, Initializer, Layer, NamedTensor, Pass, ThreadPool,
    named_tensors,
};
use crate::record::squeezenet_weights;
use crate::rng::{Seed, Stream};

/// Weights of VGG as the script makes them.
pub fn generated_weights<N: FeatureNetwork>() -> Vec<NamedTensor> {
    let mut weights = random_weights::<N>(Seed(0));
    for (at, tensor) in weights.iter_mut().enumerate() {
        let scale = match tensor.shape.len() {
            4 => (6.0 / (tensor.shape[1] * 9) as f64).sqrt() as f32,
            _ => 0.1,
        };
        tensor.values = hashed(tensor.values.len(), at as u32, scale);
    }
    weights
}

fn squeezenet(threads: usize) -> Box<dyn FeatureExtractor> {
    let pool = ThreadPool::new(threads);
    let weights = squeezenet_weights();
    Box::new(TypedExtractor::<SqueezeNet>::new(weights, InputScale::CAFFE, &pool).unwrap())
}

fn vgg<N: FeatureNetwork + 'static>() -> Box<dyn FeatureExtractor> {
    let weights = generated_weights::<N>();
    let extractor = TypedExtractor::<N>::new(weights, InputScale::TORCHVISION, &ThreadPool::new(1));
    Box::new(extractor.unwrap())
}

/// Maps of all layers, and the gradient of sum over layers of mean(map * weights).
fn look(extractor: &mut dyn FeatureExtractor, image: Image) -> (Vec<Vec<f32>>, Vec<f32>) {
    let (mut maps, last) = (Vec::new(), extractor.layers().len() - 1);
    let pool = extractor.pool().clone();
    let gradient = extractor.gradient(image, last, &mut |layer, map| {
        maps.push(map.values.to_vec());
        let count = map.values.len();
        let weights = hashed(count, 700 + layer as u32, 1.0);
        let mut gradient = pool.zeros(count);
        let pairs = gradient.iter_mut().zip(weights);
        pairs.for_each(|(gradient, weight)| *gradient = weight / count as f32);
        Some(gradient)
    });
    (maps, gradient)
}

fn check(name: &str, mut extractor: Box<dyn FeatureExtractor>) {
    let all = features("networks");
    let case = all
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["name"] == name);
    let case = case.unwrap();
    let shape: Vec<usize> = serde_json::from_value(case["image"]["shape"].clone()).unwrap();
    let values = filled(&case["image"]);
    let image = Image {
        values: &values,
        height: shape[0],
        width: shape[1],
    };
    let (maps, gradient) = look(&mut *extractor, image);
    let names: Vec<&str> = extractor.layers().iter().map(|layer| layer.name).collect();
    assert_eq!(case["layers"], serde_json::json!(names));
    for (at, (map, layer)) in maps.iter().zip(extractor.layers()).enumerate() {
        let sides = [0, 1].map(|axis| extractor.side_at(at, shape[axis]).unwrap());
        let expected = serde_json::json!([layer.channels, sides[0], sides[1]]);
        assert_eq!(case["shapes"][at], expected, "{}", layer.name);
        assert_summary(map, &case["maps"][at], 1e-4, layer.name);
    }
    assert_summary(&gradient, &case["gradient"], 1e-4, name);
}

#[test]
fn squeezenet_agrees_with_pytorch() {
    check("squeezenet", squeezenet(2));
}

#[test]
fn vgg_agrees_with_pytorch() {
    check("vgg16", vgg::<Vgg16>());
    check("vgg19", vgg::<Vgg19>());
}

#[test]
fn squeezenet_sees_what_its_weights_were_published_with() {
    let golden: Value =
        serde_json::from_str(include_str!("../../../tests/golden/squeezenet.json")).unwrap();
    let byte = |at: usize, factor: usize| (factor * at % 256) as f32 / 255.0;
    let pixel = |at: usize| {
        let (y, x) = (at / 64, at % 64);
        [byte(x, 4), byte(y, 4), byte(x + y, 2)]
    };
    let values: Vec<f32> = (0..64 * 64).flat_map(pixel).collect();
    let image = Image {
        values: &values,
        height: 64,
        width: 64,
    };
    let (mut extractor, mut logits) = (squeezenet(1), vec![0.0; 1000]);
    let last = extractor.layers().len() - 1;
    extractor.look(image, last, &mut |layer, map| {
        let positions = (map.height * map.width) as f64;
        if layer == last {
            for row in map.values.chunks_exact(1000) {
                let sums = logits.iter_mut().zip(row);
                sums.for_each(|(sum, value)| *sum += value / positions as f32);
            }
            return None;
        }
        let name = SqueezeNet::LAYERS[layer].name;
        let golden = &golden["activations"][name];
        let shape = serde_json::json!([map.channels, map.height, map.width]);
        assert_eq!(golden["shape_CHW"], shape);
        let values = || map.values.iter().map(|value| f64::from(*value));
        let found = [
            ("mean", values().sum::<f64>() / map.values.len() as f64),
            ("max", values().fold(0.0, f64::max)),
            (
                "gram_trace_over_HW",
                values().map(|value| value * value).sum::<f64>() / positions,
            ),
        ];
        for (key, found) in found {
            let expected = number(&golden[key]);
            assert!(
                (found / expected - 1.0).abs() < 1e-3,
                "{name} {key}: {found} {expected}"
            );
        }
        None
    });
    let expected: Vec<f32> = serde_json::from_value(golden["logits_first8"].clone()).unwrap();
    assert_close(&logits[..8], &expected, 1e-3);
    let best = (0..1000).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
    assert_eq!(golden["top5"][0][0], serde_json::json!(best));
}

#[test]
fn threads_change_no_bit() {
    let values = hashed(61 * 70 * 3, 9, 0.5);
    let image = Image {
        values: &values,
        height: 61,
        width: 70,
    };
    let one = look(&mut *squeezenet(1), image);
    assert!(one == look(&mut *squeezenet(2), image));
    assert!(one == look(&mut *squeezenet(3), image));
}

#[test]
fn a_study_names_the_layers_that_networks_have() {
    let names =
        |layers: &[FeatureLayer]| -> Vec<&str> { layers.iter().map(|layer| layer.name).collect() };
    assert_eq!(
        Network::Squeezenet.table().layers,
        names(SqueezeNet::LAYERS)
    );
    assert_eq!(Network::Vgg16.table().layers, names(Vgg16::LAYERS));
    assert_eq!(Network::Vgg19.table().layers, names(Vgg19::LAYERS));
    let of_classifier = |side: usize| {
        let image = format!("{{folder: {{path: x, side: {side}}}}}");
        let set = format!("features={{classifier: {{data: {image}}}}}");
        let (picture, settings) = (Path::new("a.png"), [set.parse().unwrap()]);
        let transfer = Transfer::from_settings(picture, picture, &settings);
        transfer.unwrap().features.table().layers
    };
    assert_eq!(of_classifier(8), names(ClassifierLayers8::LAYERS));
    assert_eq!(of_classifier(16), names(ClassifierLayers16::LAYERS));
    assert_eq!(of_classifier(28), names(ClassifierLayers16::LAYERS));
    assert_eq!(of_classifier(32), names(ClassifierLayers32::LAYERS));
    assert_eq!(of_classifier(64), names(ClassifierLayers64::LAYERS));
}

/// The map of the last layer for an image of equal sides, of a classifier with these tensors.
fn last_map<N: FeatureNetwork>(tensors: &[NamedTensor], values: &[f32]) -> Vec<f32> {
    // As a file has them: in another order.
    let shapes = tensors.iter().rev();
    let shapes = shapes.map(|it| (&it.name[..], &it.shape[..], &it.values[..]));
    let weights = classifier_layer_weights(shapes);
    let scale = InputScale::SYMMETRIC;
    let mut extractor = TypedExtractor::<N>::new(weights, scale, &ThreadPool::new(1)).unwrap();
    let side = (values.len() as f64 / 3.0).sqrt() as usize;
    let image = Image {
        values,
        height: side,
        width: side,
    };
    let (mut last, at) = (Vec::new(), N::LAYERS.len() - 1);
    extractor.look(image, at, &mut |layer, map| {
        if layer == at {
            last = map.values.to_vec();
        }
        None
    });
    last
}

/// A classifier with random weights, and its device.
fn classifier<C: ClassifierArchitecture>() -> (ClassifierNetwork<C>, Device) {
    let device = Device::default();
    let mut draws = Seed(3).at(Stream::Features, 0, 0);
    let mut initializer = Initializer::new(&device, Initialization::Uniform, &mut draws);
    (Layer::new(&mut initializer), device)
}

/// A batch of one image, from 0..1 to -1..1.
fn batch<I: BatchShape>(device: &Device, values: &[f32]) -> Batch<I> {
    device.batch(I::with_rows(1), |out| {
        let pairs = out.iter_mut().zip(values);
        pairs.for_each(|(out, value)| *out = 2.0 * value - 1.0);
    })
}

/// The sides of a tile, the values of an image of three channels and of their mean.
fn colours(side: usize) -> (Vec<f32>, Vec<f32>) {
    let hashed = hashed(side * side * 3, 5, 0.5);
    let values: Vec<f32> = hashed.iter().map(|value| 0.5 + value).collect();
    let mean = values
        .chunks_exact(3)
        .map(|pixel| pixel.iter().sum::<f32>() / 3.0);
    let mean = mean.collect();
    (values, mean)
}

#[test]
fn a_classifier_is_looked_into_as_it_looks_itself() {
    let (mut network, device) = classifier::<Classifier32<3>>();
    let (values, _) = colours(32);
    let seen = last_map::<ClassifierLayers32>(&named_tensors(&mut network), &values);
    let body = &mut network.0;
    let map = body.0.forward(batch(&device, &values), Pass::Eval);
    let map = body.2.forward(body.1.forward(map, Pass::Eval), Pass::Eval);
    assert_close(&seen, map.values(), 1e-5);

    let (mut network, device) = classifier::<Classifier8<1>>();
    let (values, mean) = colours(8);
    let seen = last_map::<ClassifierLayers8>(&named_tensors(&mut network), &values);
    let body = &mut network.0;
    let map = body.0.forward(batch(&device, &mean), Pass::Eval);
    let map = body.1.forward(map, Pass::Eval);
    assert_close(&seen, map.values(), 1e-5);
}

#[test]
fn weights_that_do_not_fit_are_refused_with_what_is_needed() {
    let refused = |change: &dyn Fn(&mut Vec<NamedTensor>)| {
        let mut weights = squeezenet_weights();
        change(&mut weights);
        let pool = ThreadPool::new(1);
        let made = TypedExtractor::<SqueezeNet>::new(weights, InputScale::CAFFE, &pool);
        made.err().map(|error| error.to_string())
    };
    let at = |weights: &[NamedTensor], name: &str| {
        weights
            .iter()
            .position(|tensor| tensor.name == name)
            .unwrap()
    };
    assert_eq!(refused(&|_| {}), None);
    let missing = refused(&|weights| {
        weights.remove(at(weights, "fire4.expand3x3.bias"));
    });
    assert_eq!(
        missing.unwrap(),
        "it holds no tensor `fire4.expand3x3.bias`; the network needs `.weight` and `.bias` of 26 convolutions, \
         `conv1` to `conv10`"
    );
    let extra = |name: &'static str| {
        refused(&move |weights| {
            let mut tensor = weights[0].clone();
            tensor.name = name.to_string();
            weights.push(tensor);
        })
    };
    assert!(
        extra("fire10.weight")
            .unwrap()
            .contains("`fire10.weight`, which the network does not")
    );
    assert_eq!(
        extra("classifier.0.weight"),
        None,
        "torchvision's VGG has these too"
    );
    let shape = refused(&|weights| {
        let place = at(weights, "conv1.weight");
        weights[place].shape = vec![64, 1, 3, 3];
    });
    assert_eq!(
        shape.unwrap(),
        "its tensor `conv1.weight` has the shape [64, 1, 3, 3]; the network needs [64, 3, 3, 3]"
    );
    let not_finite = refused(&|weights| {
        let place = at(weights, "conv1.bias");
        weights[place].values[3] = f32::NAN;
    });
    assert_eq!(
        not_finite.unwrap(),
        "its tensor `conv1.bias` holds a value that is not finite"
    );
}
