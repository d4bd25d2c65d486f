//! Features that become a map: with channels first instead of last.

use super::layout::transposed;
use crate::config::Kind;
use crate::nn::Module;

/// The modules in which whatever makes a map of features makes it channel by channel, and a bias of
/// channels that follows is one of the features. Images that a network makes as features become maps.
pub(super) fn folded(modules: Vec<Module>, kind: Kind) -> Vec<Module> {
    let mut folded: Vec<Module> = Vec::new();
    for module in modules {
        fold(&mut folded, module);
    }
    if let (true, Kind::Images { side, channels }) = (ends_in_features(&folded), kind) {
        fold(&mut folded, Module::Unflatten { side, channels });
    }
    folded
}

fn fold(folded: &mut Vec<Module>, module: Module) {
    match module {
        Module::Unflatten { side, channels } if side > 1 => match linear_before(folded) {
            Some((weight, bias)) => {
                reorder(weight, channels, side * side);
                bias.iter_mut()
                    .for_each(|bias| reorder(bias, channels, side * side));
                folded.push(module);
            }
            None => folded.push(Module::Unknown("features that no linear layer has made")),
        },
        Module::ChannelBias(values) => {
            let positions = match folded.last() {
                Some(Module::Unflatten { side, .. }) => side * side,
                _ => 0,
            };
            let before = folded.len().checked_sub(2).map(|at| &mut folded[at]);
            match before {
                Some(Module::Linear {
                    bias: bias @ None, ..
                }) if positions > 0 => {
                    let repeated = values.iter().flat_map(|value| vec![*value; positions]);
                    *bias = Some(repeated.collect());
                }
                _ => folded.push(Module::Unknown("a bias of channels")),
            }
        }
        other => folded.push(other),
    }
}

/// Weight and bias of the linear layer that nothing but activations has followed.
fn linear_before(folded: &mut [Module]) -> Option<(&mut Vec<f32>, &mut Option<Vec<f32>>)> {
    let last = folded
        .iter_mut()
        .rev()
        .find(|module| !matches!(module, Module::Activation(_)));
    match last {
        Some(Module::Linear { weight, bias, .. }) => Some((weight, bias)),
        _ => None,
    }
}

/// The features of each row from (positions, channels) to (channels, positions).
fn reorder(values: &mut Vec<f32>, channels: usize, positions: usize) {
    let rows = values.chunks_exact(channels * positions);
    *values = rows.flat_map(|row| transposed(row, channels)).collect();
}

fn ends_in_features(modules: &[Module]) -> bool {
    let last = modules
        .iter()
        .rev()
        .find(|module| !matches!(module, Module::Activation(_)));
    matches!(last, Some(Module::Linear { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::ActivationModule;

    fn linear(outputs: usize) -> Module {
        Module::Linear {
            weight: (0..outputs).map(|at| at as f32).collect(),
            bias: None,
            inputs: 1,
            outputs,
        }
    }

    #[test]
    fn the_layer_before_a_map_makes_it_channel_by_channel() {
        let map = Module::Unflatten {
            side: 2,
            channels: 3,
        };
        let relu = Module::Activation(ActivationModule::Relu);
        let bias = Module::ChannelBias(vec![7.0, 8.0, 9.0]);
        let modules = vec![linear(12), map.clone(), bias, relu];
        let folded = folded(modules, Kind::Points);
        let Module::Linear { weight, bias, .. } = &folded[0] else {
            panic!("{folded:?}");
        };
        assert_eq!(weight[..5], [0.0, 3.0, 6.0, 9.0, 1.0]);
        assert_eq!(bias.as_ref().unwrap()[3..5], [7.0, 8.0]);
        assert_eq!((folded.len(), &folded[1]), (3, &map));
    }

    #[test]
    fn images_of_a_fully_connected_network_become_maps_and_points_do_not() {
        let kind = Kind::Images {
            side: 2,
            channels: 1,
        };
        let tanh = Module::Activation(ActivationModule::Tanh);
        let images = folded(vec![linear(4), tanh], kind);
        assert!(matches!(images[2], Module::Unflatten { side: 2, .. }));
        assert_eq!(folded(vec![linear(2)], Kind::Points).len(), 1);
    }
}
