//! The multiply-adds that a training step computes, beside those that it needs on paper.
//!
//! What is computed is counted in the products and convolutions. What is needed follows from the
//! shapes of the layers alone: a forward pass, the gradients of the weights and those of the inputs
//! take the same number, without the first layer's input where nobody wants its gradient, the weights
//! of a player that does not learn, and a pass that was taken already. Taps on padding are not needed.

use seesaw::nn::multiply_adds;
use seesaw::train::{Event, TrainingControl, train};

use super::strategies::RULES;
use super::tracking::planned;

/// Steps that are counted: a penalty every 16 steps is in them once.
const STEPS: u64 = 16;

/// A layer on one sample: channels or features in and out, and the pairs of an input and an output
/// position along one axis that a tap connects (1 for a dense layer).
type LayerShape = (f64, f64, f64);

/// A pair of networks on paper.
struct Networks {
    model: &'static str,
    generator: &'static [LayerShape],
    discriminator: &'static [LayerShape],
    /// Whether D has batch normalisation.
    mixes_rows: bool,
}

const MODELS: [Networks; 2] = [
    Networks {
        model: "fc-8",
        generator: &[(64.0, 128.0, 1.0), (128.0, 256.0, 1.0), (256.0, 64.0, 1.0)],
        discriminator: &[(64.0, 256.0, 1.0), (256.0, 128.0, 1.0), (128.0, 1.0, 1.0)],
        mixes_rows: false,
    },
    // From side 1 to 2 by two taps; 2 to 4 and 4 to 2 by four taps, of which the outermost two meet
    // padding once each; the same for 4 and 8.
    Networks {
        model: "dcgan-8",
        generator: &[(64.0, 128.0, 2.0), (128.0, 64.0, 6.0), (64.0, 1.0, 14.0)],
        discriminator: &[(1.0, 64.0, 14.0), (64.0, 128.0, 6.0), (128.0, 1.0, 2.0)],
        mixes_rows: true,
    },
];

const BATCH: usize = 64;

/// Passes over whole networks, and over their first layers, that a step needs.
#[derive(Clone, Copy)]
struct Needed {
    generator: f64,
    generator_first: f64,
    discriminator: f64,
    discriminator_first: f64,
    /// Passes over D without its first layer that are not needed where D does not mix rows.
    spared: f64,
}

impl Needed {
    const fn new(
        generator: f64,
        generator_first: f64,
        discriminator: f64,
        discriminator_first: f64,
    ) -> Self {
        Self {
            generator,
            generator_first,
            discriminator,
            discriminator_first,
            spared: 0.0,
        }
    }

    /// The same, where D's backward passes on the fakes differ only by a factor for each row.
    const fn with_shared_backward(self) -> Self {
        Self {
            spared: 1.0,
            ..self
        }
    }

    fn plus(self, other: Self, times: f64) -> Self {
        Self {
            generator: self.generator + times * other.generator,
            generator_first: self.generator_first + times * other.generator_first,
            discriminator: self.discriminator + times * other.discriminator,
            discriminator_first: self.discriminator_first + times * other.discriminator_first,
            spared: self.spared + times * other.spared,
        }
    }

    /// Millions of multiply-adds of a step.
    fn millions(self, networks: &Networks) -> f64 {
        let layer = |&(inputs, outputs, pairs): &LayerShape| inputs * outputs * pairs * pairs;
        let sizes =
            |layers: &[LayerShape]| (layers.iter().map(layer).sum::<f64>(), layer(&layers[0]));
        let (generator, generator_first) = sizes(networks.generator);
        let (discriminator, discriminator_first) = sizes(networks.discriminator);
        let spared = match networks.mixes_rows {
            true => 0.0,
            false => self.spared * (discriminator - discriminator_first),
        };
        let sum = self.generator * generator
            + self.generator_first * generator_first
            + self.discriminator * discriminator
            + self.discriminator_first * discriminator_first
            - spared;
        1e-6 * BATCH as f64 * sum
    }
}

/// D's update: G makes fakes; D forward, weights, and inputs except the first layer's, for reals and
/// fakes.
const OF_D: Needed = Needed::new(1.0, 0.0, 6.0, -2.0);
/// D's forward pass alone, where it rests.
const FORWARD_OF_D: Needed = Needed::new(1.0, 0.0, 2.0, 0.0);
/// G's update: G forward, weights, and inputs except the first layer's; D forward and inputs.
const OF_G: Needed = Needed::new(3.0, -1.0, 2.0, 0.0);
/// G's forward pass through D alone, where it rests.
const FORWARD_OF_G: Needed = Needed::new(1.0, 0.0, 1.0, 0.0);
/// A gradient penalty where D has not been: forward and inputs, then two shifted passes forward,
/// weights, and inputs except the first layer's.
const PENALTY: Needed = Needed::new(0.0, 0.0, 8.0, -2.0);
/// One where D's own pass has been.
const PENALTY_THERE: Needed = Needed::new(0.0, 0.0, 7.0, -2.0);
/// Fakes that serve both players.
const SHARED_FAKES: Needed = Needed::new(-1.0, 0.0, 0.0, 0.0);
/// Fakes, and D's forward pass on them, that serve both players.
const SHARED_LOGITS: Needed = Needed::new(-1.0, 0.0, -1.0, 0.0);
/// D's forward pass on reals for a relativistic loss of G.
const REAL_LOGITS: Needed = Needed::new(0.0, 0.0, 1.0, 0.0);
/// G's gradient through one step that D takes ahead: G's weights, and inputs except the first layer's,
/// since fakes and kinks are known from that step; two shifted passes of D on reals and fakes, by its
/// weights and by the inputs, of which only the fakes themselves are wanted.
const THROUGH_STEP: Needed = Needed::new(2.0, -1.0, 12.0, -2.0);
/// D's weights in G's pass, where its loss depends on G through them.
const WEIGHTS_OF_D: Needed = Needed::new(0.0, 0.0, 1.0, 0.0);

/// Every row: its name, its keys, and what it needs.
fn rows() -> Vec<(&'static str, &'static str, Needed)> {
    let step = OF_D.plus(OF_G, 1.0);
    // With this margin G never learns: its forward pass is what its rule looks at.
    let of_rule = |name| match name {
        "margin, D only" => OF_D.plus(FORWARD_OF_G, 1.0),
        _ => step,
    };
    let mut rows: Vec<_> = RULES.map(|(name, keys)| (name, keys, of_rule(name))).into();
    rows.extend([
        (
            "skip_d_on_g_loss, D rests",
            "balance: {skip_d_on_g_loss: {above: 0.01}}",
            FORWARD_OF_D.plus(OF_G, 1.0),
        ),
        (
            "ratio 2:1",
            "balance: {ratio: {d: 2, g: 1}}",
            step.plus(OF_D, 1.0),
        ),
        (
            "ratio 1:2",
            "balance: {ratio: {d: 1, g: 2}}",
            step.plus(OF_G, 1.0),
        ),
        ("generator_first", "order: generator_first", step),
        (
            "shared fakes",
            "fakes: shared",
            step.plus(SHARED_FAKES, 1.0),
        ),
        (
            "generator_first, shared",
            "order: generator_first, fakes: shared",
            step.plus(SHARED_LOGITS.with_shared_backward(), 1.0),
        ),
        (
            "simultaneous, shared",
            "balance: simultaneous, fakes: shared",
            step.plus(SHARED_LOGITS, 1.0),
        ),
        ("replay", "fakes: replay", step),
        ("spectral_norm", "regularize: [spectral_norm]", step),
        ("wgan_gp", "regularize: [wgan_gp]", step.plus(PENALTY, 1.0)),
        ("dragan", "regularize: [dragan]", step.plus(PENALTY, 1.0)),
        ("r1", "regularize: [r1]", step.plus(PENALTY_THERE, 1.0)),
        ("r2", "regularize: [r2]", step.plus(PENALTY_THERE, 1.0)),
        (
            "r1 and r2",
            "regularize: [r1, r2]",
            step.plus(PENALTY_THERE, 2.0),
        ),
        (
            "r1 every 16",
            "regularize: [{r1: {every: 16}}]",
            step.plus(PENALTY_THERE, 1.0 / 16.0),
        ),
        ("ra_gan", "loss: ra_gan", step.plus(REAL_LOGITS, 1.0)),
        (
            "ra_gan, simultaneous",
            "loss: ra_gan, balance: simultaneous",
            step,
        ),
        ("unroll 1", "unroll: 1", step.plus(OF_D, 1.0)),
        ("unroll 5", "unroll: 5", step.plus(OF_D, 5.0)),
        (
            "unroll 1, full",
            "unroll: 1, full_unroll: true",
            step.plus(OF_D, 1.0)
                .plus(THROUGH_STEP, 1.0)
                .plus(WEIGHTS_OF_D, 1.0),
        ),
        (
            "extragradient",
            "optimizer: extragradient, balance: simultaneous",
            step.plus(step, 1.0),
        ),
    ]);
    rows
}

/// Millions of multiply-adds of one step, as they are counted.
fn counted(model: &str, keys: &str) -> f64 {
    let run = planned(&format!(
        "{{data: digits, model: {model}, batch: {BATCH}, steps: {}, {keys}, \
         evaluate: {{every: 10000000, samples: 2, snapshots: 0}}}}",
        STEPS + 1
    ));
    let data = seesaw::data::open(&run.run.data).expect("embedded data");
    let mut counts = Vec::new();
    train(&run.run, &*data, None, &mut |event| {
        if let Event::Step(_) = event {
            counts.push(multiply_adds());
        }
        TrainingControl::Continue
    });
    let all = counts.last().expect("a step") - counts[0];
    1e-6 * all as f64 / STEPS as f64
}

/// Prints the table.
pub fn print() {
    println!("millions of multiply-adds of a step, batches of {BATCH}");
    println!(
        "{:<28}{}",
        "",
        MODELS
            .map(|networks| format!("{:>11} {:>10} {:>6}", networks.model, "needed", "ratio"))
            .concat()
    );
    for (name, keys, needed) in rows() {
        let cells = MODELS.map(|networks| {
            let (counted, needed) = (counted(networks.model, keys), needed.millions(&networks));
            format!("{counted:>11.2} {needed:>10.2} {:>6.3}", counted / needed)
        });
        println!("{name:<28}{}", cells.concat());
    }
}
