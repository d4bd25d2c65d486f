//! Classes that PyTorch does not have, in Python.

/// A class that a network may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    ScaledLeakyRelu,
    PixelNorm,
    Residual,
    Basis,
    Fir,
    FirUpsample,
    Fade,
    Style,
}

impl Helper {
    /// Its text.
    pub fn text(self) -> &'static str {
        match self {
            Helper::ScaledLeakyRelu => SCALED_LEAKY_RELU,
            Helper::PixelNorm => PIXEL_NORM,
            Helper::Residual => RESIDUAL,
            Helper::Basis => BASIS,
            Helper::Fir => FIR,
            Helper::FirUpsample => FIR_UPSAMPLE,
            Helper::Fade => FADE,
            Helper::Style => STYLE,
        }
    }
}

const SCALED_LEAKY_RELU: &str = r#"
class ScaledLeakyReLU(nn.Module):
    """Leaky ReLU that keeps the variance of its input."""

    def forward(self, x):
        return math.sqrt(2) * F.leaky_relu(x, 0.2)
"#;

const PIXEL_NORM: &str = r#"
class PixelNorm(nn.Module):
    """Divides each position by the root mean square of its channels (Karras et al. 2018)."""

    def forward(self, x):
        return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()
"#;

const RESIDUAL: &str = r#"
class Residual(nn.Module):
    """x + f(x)."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)
"#;

const BASIS: &str = r#"
class Basis(nn.Module):
    """Each feature times a learned map of its own (Huang et al. 2024)."""

    def __init__(self, channels, side):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels, side, side))

    def forward(self, x):
        return x[:, :, None, None] * self.weight
"#;

const FIR: &str = r#"
def fir_kernel(channels):
    """(1, 3, 3, 1) along both axes, for each channel alone; sums to 4, for maps of which three in four are zeros."""
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    return (4 * taps[:, None] * taps).repeat(channels, 1, 1, 1)
"#;

const FIR_UPSAMPLE: &str = r#"
class FirUpsample(nn.Module):
    """Doubles the side of maps and interpolates (Karras et al. 2019)."""

    def __init__(self, channels):
        super().__init__()
        self.register_buffer("kernel", fir_kernel(channels), persistent=False)

    def forward(self, x):
        return F.conv_transpose2d(x, self.kernel, stride=2, padding=1, groups=x.shape[1])
"#;

const FADE: &str = r#"
class Fade(nn.Module):
    """A resolution that fades in: (1 - share) coarse(x) + share finer(x)."""

    def __init__(self, share, coarse, finer):
        super().__init__()
        self.share, self.coarse, self.finer = share, coarse, finer

    def forward(self, x):
        return (1 - self.share) * self.coarse(x) + self.share * self.finer(x)
"#;

const STYLE: &str = r#"
class StyledConv(nn.Module):
    """A 3 x 3 convolution whose weights are scaled by a style and normalised (Karras et al. 2020)."""

    def __init__(self, latent_size, inputs, outputs, side, up=False):
        super().__init__()
        self.up = up
        self.style = nn.Linear(latent_size, inputs)
        self.weight = nn.Parameter(torch.zeros(*((inputs, outputs) if up else (outputs, inputs)), 3, 3))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("noise", torch.zeros(side, side))
        self.register_buffer("kernel", fir_kernel(outputs), persistent=False)

    def forward(self, x, w):
        style = self.style(w)
        x = x * style[:, :, None, None]
        squares = self.weight.square().sum((2, 3))
        if self.up:
            x = F.conv_transpose2d(x, self.weight, stride=2)
            x = F.conv2d(x, self.kernel, padding=1, groups=x.shape[1])
        else:
            x = F.conv2d(x, self.weight, padding=1)
            squares = squares.T
        norm = (style.square() @ squares + 1e-8).rsqrt()
        x = x * norm[:, :, None, None] + self.noise + self.bias[:, None, None]
        return math.sqrt(2) * F.leaky_relu(x, 0.2)


class ToImage(nn.Module):
    """A styled 1 x 1 convolution to an image, without normalisation."""

    def __init__(self, latent_size, inputs):
        super().__init__()
        self.style = nn.Linear(latent_size, inputs)
        self.conv = nn.Conv2d(inputs, 3, 1)

    def forward(self, x, w):
        return self.conv(x * self.style(w)[:, :, None, None])
"#;
