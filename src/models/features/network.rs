//! A network of named layers, one after the other, each of which can be looked at.

use super::view::{FeatureMap, Observer};
use crate::nn::{Batch, Gradients, Layer, Maps, backward};

/// One layer that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureLayer {
    /// Its name in studies.
    pub name: &'static str,
    /// Number of channels of its map.
    pub channels: usize,
}

/// A network of named layers from an RGB image on. Its weights are given and never trained.
pub trait FeatureNetwork: Layer<Input = Maps<3>> {
    /// The layers, from the image on.
    const LAYERS: &'static [FeatureLayer];
    /// The names of its convolutions in files, each with `.weight` and `.bias`, in the order of
    /// [`Layer::visit`].
    const CONVOLUTIONS: &'static [&'static str];

    /// Height or width of a layer's map for an image of `side`; `None` where nothing is left.
    fn side_at(layer: usize, side: usize) -> Option<usize>;

    /// Runs the layers up to `last` and shows `observer` the map of each. Where the image needs a
    /// gradient, the gradients that it answers with are taken back to the image.
    fn look(&mut self, image: Batch<Maps<3>>, last: usize, observer: &mut Observer) -> Gradients;
}

/// Declares a network by the table of its layers.
macro_rules! feature_network {
    (
        $(#[$about:meta])+
        $Network:ident to $channels:literal channels { $($layer:ident: $Type:ty,)+ }
        convolutions: $convolutions:expr
    ) => {
        $(#[$about])+
        pub struct $Network { $($layer: $Type),+ }

        impl $crate::nn::Layer for $Network {
            type Input = $crate::nn::Maps<3>;
            type Output = $crate::nn::Maps<$channels>;

            fn new(initializer: &mut $crate::nn::Initializer) -> Self {
                Self { $($layer: $crate::nn::Layer::new(initializer)),+ }
            }

            fn forward(
                &mut self,
                map: $crate::nn::Batch<Self::Input>,
                pass: $crate::nn::Pass,
            ) -> $crate::nn::Batch<Self::Output> {
                $(let map = self.$layer.forward(map, pass);)+
                map
            }

            fn visit(&mut self, visitor: &mut dyn $crate::nn::TensorVisitor) {
                let mut number = 0..;
                $(visitor.within(number.next().unwrap_or_default(), |visitor| {
                    self.$layer.visit(visitor);
                });)+
            }
        }

        impl $crate::models::features::FeatureNetwork for $Network {
            const LAYERS: &'static [$crate::models::features::FeatureLayer] = &[$(
                $crate::models::features::FeatureLayer {
                    name: stringify!($layer),
                    channels: <$Type as $crate::nn::AnySize>::CHANNELS,
                }
            ),+];
            const CONVOLUTIONS: &'static [&'static str] = $convolutions;

            fn side_at(layer: usize, side: usize) -> Option<usize> {
                let after = [$(<$Type as $crate::nn::AnySize>::side_after),+];
                after[..=layer].iter().try_fold(side, |side, after| after(side))
            }

            fn look(
                &mut self,
                map: $crate::nn::Batch<$crate::nn::Maps<3>>,
                last: usize,
                observer: &mut $crate::models::features::Observer,
            ) -> $crate::nn::Gradients {
                use $crate::models::features::network::{end, observed};
                let mut number = 0..;
                $(
                    let map = self.$layer.forward(map, $crate::nn::Pass::Frozen);
                    let at = number.next().unwrap_or(last);
                    let map = observed(map, at, observer);
                    if at == last {
                        return end(map);
                    }
                )+
                end(map)
            }
        }
    };
}
pub(super) use feature_network;

/// The map after `observer` has seen it; the backward pass adds the gradient of its answer.
pub(super) fn observed<const C: usize>(
    map: Batch<Maps<C>>,
    layer: usize,
    observer: &mut Observer,
) -> Batch<Maps<C>> {
    let (height, width) = map.map_size();
    let seen = FeatureMap {
        values: map.values(),
        height,
        width,
        channels: C,
    };
    match observer(layer, seen) {
        Some(gradient) => map.adding_gradient(gradient),
        None => map,
    }
}

/// Takes all gradients back to the image.
pub(super) fn end<const C: usize>(map: Batch<Maps<C>>) -> Gradients {
    match map.needs_gradient() {
        true => {
            let none = vec![0.0; map.values().len()];
            backward(vec![(map, none)])
        }
        false => Gradients::leaky(),
    }
}
