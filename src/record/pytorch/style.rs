//! StyleGAN2's generator in Python.

use super::helpers::Helper;
use super::layout::{channels_first, transposed};
use super::network::{Network, UnknownLayer};
use crate::nn::{StyleModule, StyledConvModule};

const FORWARD: [&str; 8] = [
    "w = self.average + truncation * (self.mapping(z) - self.average)",
    "x = self.convs[0](self.constant.expand(len(z), -1, -1, -1), w)",
    "image = self.to_images[0](x, w)",
    "# Each resolution adds its details to the image of the one before it.",
    "for up, conv, to_image in zip(self.convs[1::2], self.convs[2::2], self.to_images[1:]):",
    "    x = conv(up(x, w), w)",
    "    image = self.upsample(image) + to_image(x, w)",
    "return image",
];

impl Network {
    /// Adds the whole generator.
    ///
    /// # Errors
    /// If PyTorch has no such layer.
    pub(super) fn add_style(
        &mut self,
        style: &StyleModule,
        latent_size: usize,
    ) -> Result<(), UnknownLayer> {
        let channels = style.constant.len() / 16;
        self.helpers
            .extend([Helper::Fir, Helper::FirUpsample, Helper::Style]);
        self.init.push("self.mapping = nn.Sequential(".to_string());
        self.add_all(&style.mapping, "mapping", 1)?;
        self.init.push(")".to_string());
        self.push_tensor("average", &[style.average.len()], style.average.clone());
        let constant = transposed(&style.constant, channels);
        self.push_tensor("constant", &[1, channels, 4, 4], constant);
        self.init.extend([
            format!(
                "self.register_buffer(\"average\", torch.zeros({}))",
                style.average.len()
            ),
            format!("self.constant = nn.Parameter(torch.zeros(1, {channels}, 4, 4))"),
        ]);
        let later = style.blocks.iter();
        let later_convs = later.clone().flat_map(|[up, conv, _]| [up, conv]);
        self.init.push("self.convs = nn.ModuleList([".to_string());
        for (index, conv) in std::iter::once(&style.first).chain(later_convs).enumerate() {
            self.styled_conv(conv, &format!("convs.{index}"), latent_size)?;
        }
        self.init.push("])".to_string());
        let images = std::iter::once(&style.first_image).chain(later.map(|[_, _, image]| image));
        self.init
            .push("self.to_images = nn.ModuleList([".to_string());
        for (index, image) in images.enumerate() {
            self.image_conv(image, &format!("to_images.{index}"), latent_size)?;
        }
        self.init.push("])".to_string());
        self.init.push("self.upsample = FirUpsample(3)".to_string());
        self.forward = ("z, truncation=TRUNCATION", FORWARD.to_vec());
        Ok(())
    }

    fn push_tensor(&mut self, name: &str, shape: &[usize], values: Vec<f32>) {
        self.tensors.push(super::layout::TorchTensor {
            name: name.to_string(),
            shape: shape.to_vec(),
            values,
        });
    }

    fn styled_conv(
        &mut self,
        styled: &StyledConvModule,
        name: &str,
        latent_size: usize,
    ) -> Result<(), UnknownLayer> {
        let StyledConvModule {
            conv,
            doubles,
            side,
            ..
        } = styled;
        // 1 is added to styles: here it is in the bias.
        self.linear(&styled.affine, &format!("{name}.style"), 1.0)?;
        let (shape, values) = channels_first(conv, *doubles);
        self.tensor(name, "weight", &shape, values);
        self.tensor(name, "bias", &[conv.outputs], styled.bias.clone());
        let noise = styled.noise.clone();
        let noise = noise.ok_or(UnknownLayer("a styled layer without noise"))?;
        self.tensor(name, "noise", &[*side, *side], noise);
        let up = if *doubles { ", up=True" } else { "" };
        let (inputs, outputs) = (conv.inputs, conv.outputs);
        self.init.push(format!(
            "    StyledConv({latent_size}, {inputs}, {outputs}, {side}{up}),"
        ));
        Ok(())
    }

    fn image_conv(
        &mut self,
        styled: &StyledConvModule,
        name: &str,
        latent_size: usize,
    ) -> Result<(), UnknownLayer> {
        self.linear(&styled.affine, &format!("{name}.style"), 1.0)?;
        let (shape, values) = channels_first(&styled.conv, false);
        let conv = format!("{name}.conv");
        self.tensor(&conv, "weight", &shape, values);
        self.tensor(&conv, "bias", &[styled.conv.outputs], styled.bias.clone());
        let inputs = styled.conv.inputs;
        self.init
            .push(format!("    ToImage({latent_size}, {inputs}),"));
        Ok(())
    }
}
