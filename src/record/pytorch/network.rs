//! A network as lines of Python and the tensors of its state dict.

use std::collections::BTreeSet;

use super::helpers::Helper;
use super::layout::{TorchTensor, channels_first, transposed};
use crate::nn::{ActivationModule, ConvModule, Module};

/// The type of a layer that PyTorch does not have.
pub(super) struct UnknownLayer(pub &'static str);

/// What a network needs in Python.
#[derive(Default)]
pub(super) struct Network {
    /// Classes that PyTorch does not have.
    pub helpers: BTreeSet<Helper>,
    /// The body of `__init__` after its first line.
    pub init: Vec<String>,
    /// The arguments of `forward` after `self`, and its body.
    pub forward: (&'static str, Vec<&'static str>),
    /// The state dict.
    pub tensors: Vec<TorchTensor>,
}

impl Network {
    /// A network from its modules, whose features become maps with their channels first.
    ///
    /// # Errors
    /// If PyTorch has no such layer.
    pub fn of(modules: &[Module], latent_size: usize) -> Result<Self, UnknownLayer> {
        let mut network = Self::default();
        if let [Module::Style(style)] = modules {
            network.add_style(style, latent_size)?;
            return Ok(network);
        }
        network
            .init
            .push("self.layers = nn.Sequential(".to_string());
        network.add_all(modules, "layers", 1)?;
        network.init.push(")".to_string());
        network.forward = ("z", vec!["return self.layers(z)"]);
        Ok(network)
    }

    /// Adds the modules of an `nn.Sequential`, a line each.
    pub(super) fn add_all(
        &mut self,
        modules: &[Module],
        prefix: &str,
        depth: usize,
    ) -> Result<(), UnknownLayer> {
        for (index, module) in modules.iter().enumerate() {
            self.add(module, &format!("{prefix}.{index}"), depth)?;
        }
        Ok(())
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.init.push(format!("{}{text}", "    ".repeat(depth)));
    }

    fn add(&mut self, module: &Module, name: &str, depth: usize) -> Result<(), UnknownLayer> {
        let text = match module {
            Module::Linear { .. } => self.linear(module, name, 0.0)?,
            Module::Conv(conv) => self.conv(conv, name, false),
            Module::ConvTranspose(conv) => self.conv(conv, name, true),
            Module::BatchNorm {
                is_map,
                momentum,
                values,
            } => self.batch_norm(*is_map, *momentum, values, name),
            Module::Activation(activation) => self.activation(*activation),
            Module::Unflatten { side, channels } => {
                format!("nn.Unflatten(1, ({channels}, {side}, {side}))")
            }
            Module::Upsample { factor } => format!("nn.Upsample(scale_factor={factor})"),
            Module::PixelNorm => self.helper(Helper::PixelNorm, "PixelNorm()"),
            Module::Basis { side, weight } => {
                let channels = weight.len() / (side * side);
                let values = transposed(weight, channels);
                self.tensor(name, "weight", &[channels, *side, *side], values);
                self.helper(Helper::Basis, &format!("Basis({channels}, {side})"))
            }
            Module::FirUpsample { channels, taps } if *taps == [0.125, 0.375, 0.375, 0.125] => {
                self.helpers.insert(Helper::Fir);
                self.helper(Helper::FirUpsample, &format!("FirUpsample({channels})"))
            }
            Module::Residual(layers) => {
                self.helpers.insert(Helper::Residual);
                self.line(depth, "Residual(");
                self.add_all(layers, &format!("{name}.layers"), depth + 1)?;
                ")".to_string()
            }
            Module::Fade {
                share,
                coarse,
                finer,
            } => {
                self.helpers.insert(Helper::Fade);
                self.line(depth, "Fade(");
                self.line(depth + 1, &format!("{share},"));
                for (part, modules) in [("coarse", coarse), ("finer", finer)] {
                    self.line(depth + 1, "nn.Sequential(");
                    self.add_all(modules, &format!("{name}.{part}"), depth + 2)?;
                    self.line(depth + 1, "),");
                }
                ")".to_string()
            }
            Module::FirUpsample { .. } => return Err(UnknownLayer("another filter")),
            Module::ChannelBias(_) => return Err(UnknownLayer("a bias of channels")),
            Module::Style(_) => return Err(UnknownLayer("styles within a network")),
            Module::Unknown(layer) => return Err(UnknownLayer(layer)),
        };
        self.line(depth, &format!("{text},"));
        Ok(())
    }

    pub(super) fn helper(&mut self, helper: Helper, text: &str) -> String {
        self.helpers.insert(helper);
        text.to_string()
    }

    pub(super) fn tensor(&mut self, layer: &str, name: &str, shape: &[usize], values: Vec<f32>) {
        self.tensors.push(TorchTensor {
            name: format!("{layer}.{name}"),
            shape: shape.to_vec(),
            values,
        });
    }

    /// A linear layer, to whose bias a number is added.
    pub(super) fn linear(
        &mut self,
        module: &Module,
        name: &str,
        more: f32,
    ) -> Result<String, UnknownLayer> {
        let Module::Linear {
            weight,
            bias,
            inputs,
            outputs,
        } = module
        else {
            return Err(UnknownLayer("a style that is not linear"));
        };
        let values = transposed(weight, *outputs);
        self.tensor(name, "weight", &[*outputs, *inputs], values);
        let without = self.bias(bias.as_deref(), name, more);
        Ok(format!("nn.Linear({inputs}, {outputs}{without})"))
    }

    /// Adds a bias, if there is one; else says so in Python.
    fn bias(&mut self, bias: Option<&[f32]>, name: &str, more: f32) -> &'static str {
        match bias {
            Some(values) => {
                let values: Vec<f32> = values.iter().map(|value| value + more).collect();
                self.tensor(name, "bias", &[values.len()], values);
                ""
            }
            None => ", bias=False",
        }
    }

    fn conv(&mut self, conv: &ConvModule, name: &str, is_transposed: bool) -> String {
        let (shape, values) = channels_first(conv, is_transposed);
        self.tensor(name, "weight", &shape, values);
        let without = self.bias(conv.bias.as_deref(), name, 0.0);
        let kind = match is_transposed {
            true => "ConvTranspose2d",
            false => "Conv2d",
        };
        let other = |key: &str, value: usize, usual: usize| match value == usual {
            true => String::new(),
            false => format!(", {key}={value}"),
        };
        format!(
            "nn.{kind}({}, {}, {}{}{}{}{}{without})",
            conv.inputs,
            conv.outputs,
            conv.kernel,
            other("stride", conv.stride, 1),
            other("padding", conv.padding, 0),
            other("output_padding", conv.output_padding, 0),
            other("groups", conv.groups, 1),
        )
    }

    fn batch_norm(
        &mut self,
        is_map: bool,
        momentum: u32,
        values: &[Vec<f32>; 4],
        name: &str,
    ) -> String {
        let channels = values[0].len();
        let names = ["weight", "bias", "running_mean", "running_var"];
        for (part, values) in names.into_iter().zip(values) {
            self.tensor(name, part, &[channels], values.clone());
        }
        let dimensions = if is_map { 2 } else { 1 };
        let momentum = match momentum {
            10 => String::new(),
            percent => format!(", momentum={}", f64::from(percent) / 100.0),
        };
        format!("nn.BatchNorm{dimensions}d({channels}{momentum})")
    }

    fn activation(&mut self, activation: ActivationModule) -> String {
        let text = match activation {
            ActivationModule::Relu => "nn.ReLU()",
            ActivationModule::LeakyRelu => "nn.LeakyReLU(0.2)",
            ActivationModule::Tanh => "nn.Tanh()",
            ActivationModule::Sigmoid => "nn.Sigmoid()",
            ActivationModule::ScaledLeakyRelu => {
                self.helpers.insert(Helper::ScaledLeakyRelu);
                "ScaledLeakyReLU()"
            }
        };
        text.to_string()
    }
}
