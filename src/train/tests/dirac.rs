//! Training against a game that can be solved on paper: the Dirac-GAN.

use super::run;
use crate::config::Run;
use crate::dirac::DiracGame;
use crate::golden::{dirac, number};
use crate::train::{Event, TrainingControl, train};

/// theta and psi after every step of training, in f32.
fn trained(run: &Run) -> Vec<[f64; 2]> {
    let data = crate::data::open(&run.data).unwrap();
    let mut path = Vec::new();
    train(run, &*data, None, &mut |event| {
        if let Event::Step(row) = event {
            path.push([row.theta.unwrap(), row.psi.unwrap()]);
        }
        TrainingControl::Continue
    });
    path
}

fn dirac_run(start: [f64; 2], keys: &str) -> Run {
    let [theta, psi] = start;
    run(&format!(
        "{{data: {{dirac: {{theta: {theta}, psi: {psi}}}}}, batch: 2, evaluate: {{every: 1000000, samples: 16}}, {keys}}}"
    ))
}

fn length([theta, psi]: [f64; 2]) -> f64 {
    theta.hypot(psi)
}

#[test]
fn training_ends_at_the_radii_of_the_published_fields() {
    for case in dirac().as_array().unwrap() {
        let keys = format!("optimizer: sgd, {}", case["keys"].as_str().unwrap());
        let path = trained(&dirac_run([1.0, -1.0], &keys));
        let (found, expected) = (length(path[499]), number(&case["radius"]));
        assert!(
            (found / expected - 1.0).abs() < 1e-4,
            "{case}: {found} instead of {expected}"
        );
    }
}

/// Every combination of what has a closed form: losses, order, updates of D, regularizers, rules.
fn linear_games() -> Vec<String> {
    let losses = [
        "minimax",
        "non_saturating",
        "rsgan",
        "ra_gan",
        "hinge",
        "wasserstein",
        "ra_hinge",
    ];
    let penalties = [
        "",
        "regularize: [{r1: {gamma: 0.3}}]",
        "regularize: [{r2: {gamma: 0.2}}]",
        "regularize: [{r1: {gamma: 0.2}}, {r2: {gamma: 0.3}}]",
    ];
    let mut alternating = Vec::new();
    for order in ["discriminator_first", "generator_first"] {
        for balance in [
            "alternate",
            "{ratio: {d: 2}}",
            "{ratio: {d: 5}}",
            "{ratio: {d: 1, g: 2}}",
        ] {
            alternating.push(format!(
                "order: {order}, balance: {balance}, optimizer: sgd"
            ));
        }
        for rule in [
            "{sgd: {momentum: -0.5}}",
            "{sgd: {momentum: 0.5}}",
            "optimistic_sgd",
            "{sgd: {weight_decay: 0.1}}",
        ] {
            alternating.push(format!("order: {order}, optimizer: {rule}"));
        }
        alternating.push(format!("order: {order}, optimizer: sgd, unroll: 3"));
    }
    let by_level = [
        "skip_d_on_loss",
        "skip_d_on_accuracy",
        "gap_aware",
        "skip_d_on_g_loss",
    ];
    let by_level = by_level.map(|rule| format!("balance: {rule}, optimizer: sgd"));
    let together = [
        "sgd",
        "{sgd: {momentum: -0.5}}",
        "optimistic_sgd",
        "extragradient_sgd",
    ];
    let together = together.map(|rule| format!("balance: simultaneous, optimizer: {rule}"));
    alternating.extend(together);
    let mut games = Vec::new();
    for loss in losses {
        for penalty in penalties {
            // Rules that go by a level need a loss that has one: D's, or G's as well.
            let levels = match loss {
                "non_saturating" => &by_level[..],
                "minimax" => &by_level[..3],
                _ => &[],
            };
            for how in alternating.iter().chain(levels) {
                games.push(format!(
                    "loss: {loss}, {how}, lr_g: 0.2, lr_d: 0.3, {penalty}"
                ));
            }
        }
    }
    games
}

/// Start so near the equilibrium that what is not linear is below the rounding of f32.
const NEAR: [f64; 2] = [1e-5, -1e-5];
const STEPS: usize = 250;
/// What is still linear.
const FAR: f64 = 1e-2;
/// What f32 still holds with all its digits.
const CLOSE: f64 = 1e-30;

/// ln of how much a vector shrinks in a step, measured along the slowest direction of theory's
/// matrix: there the distance shrinks by the same factor in every step.
fn measured_rate(game: &DiracGame, path: &[[f64; 2]]) -> Option<f64> {
    let matrix = game.step_matrix().unwrap();
    // Without memory of earlier steps the position is the whole state.
    let has_memory = matrix
        .view((0, 2), (2, 2))
        .iter()
        .any(|value| *value != 0.0);
    if has_memory {
        return None;
    }
    let [a, b, c, d] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|at| matrix[at]);
    let (half, determinant) = (0.5 * (a + d), a * d - b * c);
    let discriminant = half * half - determinant;
    // Left eigenvector (c, lambda - a) of the larger eigenvalue, by its real and imaginary part.
    let root = discriminant.abs().sqrt();
    let (real, imaginary) = match discriminant >= 0.0 {
        true => (half + half.signum() * root, 0.0),
        false => (half, root),
    };
    let along = |[theta, psi]: [f64; 2]| (c * theta + (real - a) * psi).hypot(imaginary * psi);
    let steps = path.len() - 1;
    Some((along(path[steps]) / along(path[0])).ln() / steps as f64)
}

#[test]
fn every_game_moves_at_the_rate_that_theory_gives() {
    let games = linear_games();
    let (mut rates, mut worst_rate, mut worst_decay) = (0, 0f64, 0f64);
    for keys in &games {
        let run = dirac_run(NEAR, &format!("{keys}, steps: {STEPS}").replace(", ,", ","));
        let game = DiracGame::of(&run).unwrap();
        let expected = game.path(run.steps as u64);
        // A game that flies off is only linear on its first way, and f32 ends at 1e-38.
        let is_linear = |at: &&[f64; 2]| length(**at) < FAR && length(**at) > CLOSE;
        let steps = expected.iter().take_while(is_linear).count() - 1;
        let path = &trained(&run)[..steps];
        let decay = |end: [f64; 2]| (length(end) / length(NEAR)).ln() / steps as f64;
        let off = (decay(path[steps - 1]) - decay(expected[steps])).abs();
        assert!(off < 1e-5, "{keys}: log(R_t / R_0) / t is off by {off:e}");
        worst_decay = worst_decay.max(off);
        if let Some(rate) = measured_rate(&game, &[&[NEAR][..], path].concat()) {
            let off = (rate - game.spectral_radius().unwrap().ln()).abs();
            assert!(off < 1e-5, "{keys}: the rate is off by {off:e}");
            worst_rate = worst_rate.max(off);
            rates += 1;
        }
    }
    eprintln!(
        "{} games, {rates} of them by their spectral radius; off by at most {worst_decay:.1e} and {worst_rate:.1e}",
        games.len()
    );
    assert!(
        games.len() >= 600 && rates >= 300,
        "{} {rates}",
        games.len()
    );
}

#[test]
fn games_that_are_not_linear_take_the_paths_of_theory() {
    for loss in [
        "least_squares",
        "minimax",
        "non_saturating",
        "rsgan",
        "ra_hinge",
        "hinge",
    ] {
        for how in [
            "balance: simultaneous",
            "order: generator_first",
            "balance: {ratio: {d: 3}}",
        ] {
            for more in [
                "",
                "regularize: [{dragan: {weight: 0.1, target: 0.5}}]",
                "regularize: [{wgan_gp: {weight: 0.1}}, {r1: {gamma: 0.1}}]",
                "regularize: [{weight_clip: {bound: 0.8}}]",
            ] {
                let keys = format!(
                    "loss: {loss}, {how}, optimizer: sgd, lr_g: 0.1, lr_d: 0.2, steps: 150, {more}"
                );
                let run = dirac_run([1.2, -0.7], &keys);
                let expected = DiracGame::of(&run).unwrap().path(run.steps as u64);
                for (step, (found, expected)) in
                    trained(&run).iter().zip(&expected[1..]).enumerate()
                {
                    let off = (found[0] - expected[0]).hypot(found[1] - expected[1]);
                    assert!(
                        off < 2e-5 * length(*expected).max(1.0),
                        "{keys} step {step}: {found:?} {expected:?}"
                    );
                }
            }
        }
    }
}

/// Above the boundary the game flies off, below it comes in.
fn grows(keys: &str) -> bool {
    let run = dirac_run(NEAR, keys);
    let path = trained(&run);
    let rate = measured_rate(&DiracGame::of(&run).unwrap(), &path).unwrap();
    rate > 0.0
}

#[test]
fn boundaries_of_stability_are_where_theory_has_them() {
    let r1 = |gamma: f64| {
        format!(
            "loss: minimax, balance: simultaneous, optimizer: sgd, lr_g: 0.2, lr_d: 0.4, steps: 2000, \
             regularize: [{{r1: {{gamma: {}}}}}]",
            0.5 * gamma
        )
    };
    // gamma = h_g / 4, whatever h_d.
    assert!(grows(&r1(0.05 * 0.99)) && !grows(&r1(0.05 * 1.01)));
    let alternating = |h: f64, gamma: f64| {
        format!(
            "loss: rsgan, order: generator_first, optimizer: sgd, lr_g: {h}, lr_d: {h}, steps: 60, \
             regularize: [{{r1: {{gamma: {gamma}}}}}]"
        )
    };
    // h^2 / 4 + 2 h gamma = 4: for gamma = 0.5 at h = 2 (sqrt 5 - 1).
    let h = 2.0 * (5f64.sqrt() - 1.0);
    assert!(!grows(&alternating(0.99 * h, 0.5)) && grows(&alternating(1.01 * h, 0.5)));
    let extragradient = |h: f64| {
        format!(
            "loss: wasserstein, balance: simultaneous, optimizer: extragradient_sgd, lr_g: {h}, lr_d: {}, steps: 300",
            2.0 * h
        )
    };
    assert!(!grows(&extragradient(0.99)) && grows(&extragradient(1.01)));
}

#[test]
fn non_saturating_converges_as_slowly_as_the_papers_law() {
    // R^2 = 1 / (1 / R_0^2 + t / 8) in continuous time; steps of h go round in ellipses about it, so
    // the mean over whole rounds counts.
    let (h, steps) = (0.02, 50_000);
    let keys = format!(
        "loss: non_saturating, order: generator_first, optimizer: sgd, lr_g: {h}, lr_d: {}, steps: {steps}",
        2.0 * h
    );
    let path = trained(&dirac_run([0.5, -0.5], &keys));
    let law = |step: usize| 1.0 / (2.0 + h * step as f64 / 8.0);
    let round = (4.0 * std::f64::consts::PI / h) as usize;
    for end in [steps / 4, steps / 2, steps] {
        let (mean, expected) = (end - round..end).fold((0.0, 0.0), |(mean, expected), step| {
            (mean + length(path[step]).powi(2), expected + law(step + 1))
        });
        assert!(
            (mean / expected - 1.0).abs() < 0.01,
            "{end}: {}",
            mean / expected
        );
    }
}

#[test]
fn noise_comes_to_rest_as_theory_says() {
    // The mean over a batch of 65,536 is within 1 / 256 of the expectation.
    let keys = "loss: non_saturating, balance: simultaneous, optimizer: sgd, lr_g: 0.2, lr_d: 0.4, steps: 60, \
                regularize: [{instance_noise: {sigma: 1.4}}], batch: 65536";
    let text = format!(
        "{{data: {{dirac: {{theta: 1, psi: -1}}}}, evaluate: {{every: 1000, samples: 16}}, {keys}}}"
    );
    let run = run(&text);
    let expected = DiracGame::of(&run).unwrap().path(run.steps as u64);
    for (found, expected) in trained(&run).iter().zip(&expected[1..]) {
        let off = (found[0] - expected[0]).hypot(found[1] - expected[1]);
        assert!(off < 0.01, "{found:?} {expected:?}");
    }
}

#[test]
fn unrolled_steps_of_a_flat_discriminator_have_a_gradient() {
    let keys = "loss: wasserstein, order: generator_first, optimizer: sgd, lr_g: 0.2, lr_d: 0.4, steps: 20, \
                unroll: 2, full_unroll: true";
    let path = trained(&dirac_run([1.0, 0.0], keys));
    // D's first step ahead is -0.2 theta, whatever it began with, and G sees it: dL_G / dtheta is
    // that of -psi_2 theta with psi_2 = psi - 2 (0.2 theta).
    let first = path[0][0];
    assert!((first - (1.0 - 0.2 * 0.8)).abs() < 1e-5, "{first}");
    assert!(path.iter().flatten().all(|value| value.is_finite()));
}
