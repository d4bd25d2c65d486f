//! Where the rules draw their lines.

/// What the rules compare with. `results/reference/calibration.md` shows what other values would
/// come to on the seeds to choose by of `experiments/calibration.yaml`. For many it changes nothing within
/// the range tried - those of `won_loss` and of D's accuracy, for a D that wins wins by far - and
/// some are not there: of signs, and of how long D must have learned. Where the runs do not tell,
/// the reason is said here, or the number is the project's own. No number of this kind has been
/// published but the accuracy of 0.8 at which Wu et al. 2016 (3D-GAN) let D wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Share of a run, at its end, that a verdict is about.
    pub window: f64,
    /// Share of high-quality samples from which samples look real.
    pub real_quality: f64,
    /// Precision from which they do, where neither modes nor classes are known.
    pub real_precision: f64,
    /// The same in the features of a classifier that knows the classes: a little below the 0.5 that the truth of the
    /// calibration study asks, for the precision of few samples goes up and down from one evaluation to the next.
    pub real_precision_of_classes: f64,
    /// Modes are held unevenly where the rarest has less than this part of its share of the data.
    pub uneven: f64,
    /// A class is missing where it has less than this part of its share: a classifier that errs now
    /// and then finds a few samples of any class.
    pub held_class: f64,
    /// exp(-reverse KL), the share of modes in effect used: at most this is a full collapse.
    pub in_effect: f64,
    /// Jensen-Shannon divergence of the shares of bins (Richardson and Weiss 2018), in nats, from
    /// which images without classes show only a part of the data: where half of it is missing, it
    /// is 0.22.
    pub part_divergence: f64,
    /// The same below which nothing is missing: of a quarter it is 0.1.
    pub whole_divergence: f64,
    /// Coverage below which they show only a part, where there is no such divergence.
    pub part_coverage: f64,
    /// Coverage of images without classes from which nothing is missing.
    pub whole_coverage: f64,
    /// Share of the ideal D loss below which D has won before samples that are bad. An optimal D
    /// against a G that holds one of eight modes, and that one perfectly, has 0.28 of it.
    pub won_loss: f64,
    /// The same where no samples say whether G still learns. Of the published CIFAR-10 logs of
    /// PyTorch-StudioGAN those of good runs end at 0.17 to 0.7, those of failed ones at 0.001 or
    /// below.
    pub won_loss_alone: f64,
    /// Accuracy from which D has won, where it is logged.
    pub won_accuracy: f64,
    /// Accuracy from which a relativistic D has won before bad samples: its loss has no level.
    pub won_relativistic_accuracy: f64,
    /// Standard deviations of Kendall's S from which a series is rising: the one-sided 1 % point.
    pub rising: f64,
    /// How many times its steps a run may be from looking real, at the pace of its last evaluations,
    /// without D being called dominant.
    pub in_reach: f64,
    /// Share of the ideal D loss from which D is at chance.
    pub chance_loss: f64,
    /// Accuracy up to which D is at chance.
    pub chance_accuracy: f64,
    /// Part of the quality at which samples look real from which a D at chance may be right: it
    /// meets samples that hardly differ from the data.
    pub nearly_real: f64,
    /// Updates of D before which being at chance, or far ahead with few evaluations, is just the
    /// beginning.
    pub chance_updates: u64,
    /// Share of the ideal D loss above which a D is worse than chance: G leads it by the nose. Of
    /// the published logs whose loss has no other terms, good runs end at 0.93 at most, as means.
    pub fooled_loss: f64,
    /// Share of the ideal D loss from which losses alone are called balanced: the project's own,
    /// chosen on the seeds 0 to 3, where more of it calls good runs undecided and less changes
    /// nothing.
    pub balanced_loss: f64,
    /// Share of the ideal below which D's loss must once have been, or D may never have seen
    /// anything.
    pub learned_loss: f64,
    /// Share of its largest size to which a Wasserstein estimate has fallen when samples have
    /// become better.
    pub wasserstein_fall: f64,
    /// Multiples of the ideal D loss that no game comes back from, for D's own loss.
    pub exploded_discriminator: f64,
    /// The same for G's loss, which a mere dominance of D may raise to tens.
    pub exploded_generator: f64,
    /// Standard deviation of the samples over that of the data, from which points have flown away.
    pub exploded_spread: f64,
    /// Change of the samples of fixed latents between two evaluations, of how much two real rows
    /// differ, below which G stands still.
    pub still: f64,
    /// Range of a loss, relative to its level, within which it is constant.
    pub constant: f64,
    /// Autocorrelation of D's loss at its period from which the game goes in circles.
    pub cycle: f64,
    /// Standard deviation of D's loss over its ideal below which circles do not matter.
    pub cycle_size: f64,
    /// Share of values outside the other side's range from which D can tell by the range alone.
    pub range_gap: f64,
    /// The same from which samples do not look real, whatever a classifier takes them for.
    pub unreal_range: f64,
    /// Recall in features of photographs below which samples from anywhere show only a part of the data:
    /// published GANs that are called good have 0.2 and more.
    pub part_recall: f64,
    /// The same from which nothing is missing.
    pub whole_recall: f64,
    /// Recall of pixels, points or vectors from anywhere below which a set is not healthy: of sets of the same
    /// distribution it is 0.7 and more, also in 20 dimensions; of ones with 0.7 of its deviation there 0.2.
    pub least_recall: f64,
    /// Share of real rows from anywhere that have no sample among their neighbours from which a part is
    /// missing, chosen on photographs that a program makes and on digits: of a quarter it is 0.1.
    pub part_missed: f64,
    /// The same up to which nothing is missing.
    pub whole_missed: f64,
    /// Share of samples near a real row, over that of real rows near another, from which missed rows are a
    /// missing part: samples that are imperfect everywhere are near none.
    pub near_as_reals: f64,
    /// Spread of samples from anywhere, over that of the data, up to which they are all the same.
    pub alike: f64,
    /// Share of samples that repeat each other from which they have collapsed. Of real rows a twentieth do.
    pub repeats: f64,
    /// Recall below which they have: GANs that are narrow within their classes have 0.15 and more.
    pub repeats_recall: f64,
    /// Share of samples that repeat each other from which a set is not healthy.
    pub some_repeats: f64,
    /// Share of samples that are like no real row from which a set is not healthy: of four GANs on digits at most
    /// 0.03 are, of points of the same distribution 0.01, and of points 1.5 times as wide 0.05 to 0.09.
    pub unlike: f64,
    /// The same from which they do not look real, whatever precision says.
    pub mostly_unlike: f64,
    /// Share of samples from anywhere of high quality below which they are few: the project's own. VEEGAN, which
    /// holds all modes of its ring, has 0.53 (Srivastava et al. 2017, table 1).
    pub few_good: f64,
    /// Share of samples that copy real rows, beyond that of real rows that copy another, from which a G
    /// has learned by heart.
    pub copies: f64,
    /// Detail over that of the data below which samples are blurred.
    pub blurred: f64,
    /// The same above which they are noisy.
    pub noisy: f64,
    /// Amplitude over that of the data from which a pattern that alternates is a checkerboard.
    pub alternation: f64,
    /// Distance from a known equilibrium, over that at the start, above which a game has flown off.
    pub flown: f64,
    /// The same below which it has arrived.
    pub arrived: f64,
    /// Relative change of the distance from one quarter of a run to the next up to which it circles.
    pub steady: f64,
    /// Share of samples beyond chance in which a classifier finds the label that G was told, below which
    /// G ignores labels: the project's own. Who follows half of them says something by each.
    pub followed_labels: f64,
    /// Standard deviation of the samples of a class over that of its real images up to which they are all
    /// alike: the project's own. A tenth of the images of a class has 0.7 and more.
    pub class_alike: f64,
    /// Share of latents below which the encoder of an autoencoder says next to nothing: the project's
    /// own; that a latent is active from a variance of 0.01 on is Burda et al. 2016.
    pub active_latents: f64,
    /// Share of samples that are not finite above which the set has diverged.
    pub not_finite: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            window: 0.1,
            real_quality: 0.1,
            real_precision: 0.5,
            real_precision_of_classes: 0.45,
            uneven: 0.1,
            held_class: 0.05,
            in_effect: 0.5,
            part_divergence: 0.2,
            whole_divergence: 0.1,
            part_coverage: 0.4,
            whole_coverage: 0.5,
            won_loss: 0.4,
            won_loss_alone: 0.05,
            won_accuracy: 0.85,
            won_relativistic_accuracy: 0.97,
            rising: 2.33,
            in_reach: 3.0,
            chance_loss: 0.95,
            chance_accuracy: 0.65,
            nearly_real: 0.75,
            chance_updates: 500,
            fooled_loss: 1.25,
            balanced_loss: 0.42,
            learned_loss: 0.9,
            wasserstein_fall: 0.5,
            exploded_discriminator: 30.0,
            exploded_generator: 300.0,
            exploded_spread: 100.0,
            still: 1e-4,
            constant: 1e-4,
            cycle: 0.5,
            cycle_size: 0.1,
            range_gap: 0.05,
            unreal_range: 0.3,
            part_recall: 0.2,
            whole_recall: 0.5,
            least_recall: 0.3,
            part_missed: 0.08,
            whole_missed: 0.03,
            near_as_reals: 0.9,
            alike: 0.01,
            repeats: 0.5,
            repeats_recall: 0.1,
            some_repeats: 0.4,
            unlike: 0.1,
            mostly_unlike: 0.5,
            few_good: 0.5,
            copies: 0.1,
            blurred: 0.5,
            noisy: 2.0,
            alternation: 4.0,
            flown: 1.5,
            arrived: 0.05,
            steady: 0.01,
            followed_labels: 0.5,
            class_alike: 0.2,
            active_latents: 0.1,
            not_finite: 0.5,
        }
    }
}
