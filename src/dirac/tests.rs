//! The theory against runs in f64 of the published vector fields (`tests/golden/make_dirac.py`), and
//! against eigenvalues and boundaries from papers.

use super::DiracGame;
use crate::config;
use crate::golden::{dirac, number};

fn game(keys: &str) -> DiracGame {
    let text = format!(
        "study: t\nquestion: q\nrun: {{data: {{dirac: {{theta: 1, psi: -1}}}}, optimizer: sgd, {keys}}}\n"
    );
    let study = config::parse("test", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    DiracGame::of(&study.runs[0].run).unwrap()
}

fn radius(keys: &str) -> f64 {
    game(keys).spectral_radius().unwrap()
}

#[test]
fn paths_end_where_the_published_fields_lead() {
    for run in dirac().as_array().unwrap() {
        let path = game(run["keys"].as_str().unwrap()).path(500);
        let [theta, psi] = path[path.len() - 1];
        let (found, expected) = (theta.hypot(psi), number(&run["radius"]));
        // Rounding grows with the steps; 1e-9 of it is left.
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{run}: {found} instead of {expected}"
        );
    }
}

/// Keys of a game with D's loss halved, or not, and a step of the paper for each player.
fn keys(loss: &str, [h_g, h_d]: [f64; 2], more: &str) -> String {
    let twice = if loss == "rsgan" { 1.0 } else { 2.0 };
    format!("loss: {loss}, lr_g: {h_g}, lr_d: {}, {more}", twice * h_d)
}

/// `r1` with the paper's gamma.
fn r1(loss: &str, gamma: f64) -> String {
    let half = if loss == "rsgan" { 1.0 } else { 0.5 };
    format!("regularize: [{{r1: {{gamma: {}}}}}]", half * gamma)
}

#[test]
fn spectral_radii_are_the_published_ones() {
    let simultaneous = "balance: simultaneous, ";
    for (loss, gamma, steps, how, expected) in [
        ("minimax", 0.3, [0.2, 0.2], simultaneous, 0.974_679),
        ("minimax", 0.3, [0.2, 0.2], "", 0.969_536),
        ("minimax", 0.04, [0.2, 0.2], simultaneous, 1.001),
        ("minimax", 0.04, [0.2, 0.2], "", 0.995_992),
        ("rsgan", 0.06, [0.2, 2.0], simultaneous, 0.989_949),
        ("non_saturating", 0.06, [0.2, 2.0], "", 0.938_083),
        ("minimax", 0.04, [0.2, 2.0], simultaneous, 1.009_95),
        ("minimax", 0.04, [0.2, 2.0], "", 0.959_166),
        (
            "minimax",
            0.3,
            [0.2, 0.2],
            "balance: {ratio: {d: 2}}, ",
            0.94,
        ),
        (
            "minimax",
            0.3,
            [0.2, 0.2],
            "balance: {ratio: {d: 5}}, ",
            0.856_682,
        ),
        (
            "minimax",
            1.0,
            [0.2, 0.2],
            "order: generator_first, ",
            0.927_016,
        ),
        (
            "minimax",
            1.0,
            [0.2, 0.2],
            "balance: {ratio: {d: 2}}, ",
            0.944_120,
        ),
        (
            "minimax",
            2.0,
            [0.2, 0.2],
            "balance: {ratio: {d: 5}}, ",
            0.974_946,
        ),
    ] {
        let more = format!("{how}{}", r1(loss, gamma));
        let found = radius(&keys(loss, steps, &more));
        assert!(
            (found - expected).abs() < 1e-6,
            "{loss} {more}: {found} instead of {expected}"
        );
    }
    let sim = radius(&keys("minimax", [0.2, 0.2], "balance: simultaneous"));
    assert!((sim - 1.004_987_56).abs() < 1e-8, "{sim}");
    for (h, expected) in [(3.9, 1.0), (4.1, 1.5625)] {
        let found = radius(&keys("non_saturating", [h, h], ""));
        assert!((found - expected).abs() < 1e-9, "{h}: {found}");
    }
}

#[test]
fn extragradient_and_optimism_have_the_rates_of_the_bilinear_game() {
    let of = |optimizer: &str, loss: &str, h: f64| {
        let more = "balance: simultaneous, steps: 10";
        let keys = keys(loss, [h, h], more);
        let text = format!(
            "study: t\nquestion: q\nrun: {{data: dirac, optimizer: {optimizer}, {keys}}}\n"
        );
        let study = config::parse("test", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        DiracGame::of(&study.runs[0].run)
            .unwrap()
            .spectral_radius()
            .unwrap()
    };
    for (h, extragradient, optimistic) in [
        (0.2, 0.980_612_05, 0.978_906_31),
        (0.5, 0.901_39, std::f64::consts::FRAC_1_SQRT_2),
        (0.57, 0.883_55, 0.980_71),
        (0.58, 0.881_34, 1.006_86),
    ] {
        let found = of("extragradient_sgd", "wasserstein", h);
        assert!((found - extragradient).abs() < 1e-5, "{h}: {found}");
        let found = of("optimistic_sgd", "hinge", h);
        // At h = 0.5 two eigenvalues meet, where f64 finds them to half its digits.
        assert!((found - optimistic).abs() < 1e-5, "{h}: {found}");
    }
    let found = of("extragradient_sgd", "minimax", 0.2);
    assert!((found - 0.995_037_69).abs() < 1e-8, "{found}");
    let found = of("optimistic_sgd", "non_saturating", 0.2);
    assert!((found - 0.994_936_15).abs() < 1e-8, "{found}");
}

#[test]
fn negative_momentum_converges_only_where_players_alternate() {
    for (momentum, how, expected) in [
        (0.0, "balance: simultaneous", 6.2e8),
        (0.0, "order: generator_first", 1.355_19),
        (0.1, "order: generator_first", 317.07),
        (-0.1, "balance: simultaneous", 1.0e6),
        (-0.1, "order: generator_first", 0.068_885_9),
        (-0.5, "balance: simultaneous", 27.642),
        (-0.5, "order: generator_first", 0.003_733_99),
    ] {
        let keys = keys("wasserstein", [0.1, 0.1], &format!("{how}, steps: 4000"));
        let text = format!(
            "study: t\nquestion: q\nrun: {{data: {{dirac: {{psi: -1}}}}, optimizer: {{sgd: {{momentum: {momentum}}}}}, {keys}}}\n"
        );
        let study = config::parse("test", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        let path = DiracGame::of(&study.runs[0].run).unwrap().path(4000);
        let [theta, psi] = path[4000];
        let found = theta.hypot(psi);
        // The published numbers have two to six digits.
        assert!(
            (found / expected - 1.0).abs() < 0.05,
            "{momentum} {how}: {found}"
        );
    }
}

#[test]
fn noise_damps_as_its_variance_says() {
    // Section 3.2: the eigenvalues of gamma = sigma^2 / 2.
    let noisy = radius(&keys(
        "minimax",
        [0.01, 0.01],
        "balance: simultaneous, regularize: [{instance_noise: {sigma: 0.7}}]",
    ));
    let damped = radius(&keys(
        "minimax",
        [0.01, 0.01],
        &format!("balance: simultaneous, {}", r1("minimax", 0.5 * 0.49)),
    ));
    assert!((noisy - damped).abs() < 1e-12, "{noisy} {damped}");
}

#[test]
fn what_has_no_form_is_named() {
    let refused = |keys: &str| {
        let text = format!("study: t\nquestion: q\nrun: {{data: dirac, {keys}}}\n");
        let study = config::parse("test", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        DiracGame::of(&study.runs[0].run).unwrap_err()
    };
    assert!(refused("optimizer: adam").contains("optimizer: adam"));
    assert!(refused("optimizer: sgd, balance: margin").contains("balance: margin"));
    let flat = game("loss: wasserstein, regularize: [{weight_clip: {bound: 1}}]");
    assert!(
        flat.spectral_radius()
            .unwrap_err()
            .contains("stops at a bound")
    );
}
