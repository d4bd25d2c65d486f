//! The usual names of every known column, made of the words in `alias_table`.

use super::alias_table::{ACCURACY, ADVERSARIAL, D, G, GAN_LOSS, LOSS, NORM, PENALTY, RATE, SCORE};
use super::normalized::normalized;

/// Which of several columns that could be one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The adversarial term alone.
    Adversarial,
    /// The usual name.
    Plain,
    /// A sum that is called one.
    Total,
    /// A name that may mean something else, such as a player's alone.
    Bare,
}

/// A player's quantity in either order, and as StyleGAN's `Loss/D/loss`.
fn of_player(players: &[&str], words: &[&str], end: &str) -> Vec<String> {
    combined(players, words, |player, word| {
        vec![
            format!("{player}{word}{end}"),
            format!("{word}{player}{end}"),
            format!("{player}{end}{word}"),
            format!("{word}{player}{word}{end}"),
        ]
    })
}

fn total_of(players: &[&str]) -> Vec<String> {
    combined(players, LOSS, |player, word| {
        vec![
            format!("{player}total{word}"),
            format!("total{player}{word}"),
            format!("{player}{word}total"),
            format!("{word}{player}total"),
        ]
    })
}

/// The adversarial term of a player's loss: `G_GAN`, `gen_gan_loss`, `l_g_gan`.
fn adversarial_of(players: &[&str]) -> Vec<String> {
    let alone = combined(players, ADVERSARIAL, |player, term| {
        vec![format!("{player}{term}"), format!("{term}{player}")]
    });
    let with_word = combined(players, ADVERSARIAL, |player, term| {
        let orders = |word: &&str| {
            [
                format!("{player}{term}{word}"),
                format!("{player}{word}{term}"),
                format!("{term}{player}{word}"),
                format!("{word}{player}{term}"),
                format!("{term}{word}{player}"),
            ]
        };
        LOSS.iter().flat_map(orders).collect()
    });
    [alone, with_word].concat()
}

fn combined(
    players: &[&str],
    words: &[&str],
    names: impl Fn(&str, &str) -> Vec<String>,
) -> Vec<String> {
    players
        .iter()
        .flat_map(|player| words.iter().flat_map(|word| names(player, word)))
        .collect()
}

/// D's score on one kind of samples.
fn of_score(kind: &str, formulas: &[&str]) -> Vec<String> {
    let of_d = combined(D, SCORE, |d, word| {
        vec![format!("{d}{kind}{word}"), format!("{d}{word}{kind}")]
    });
    let scores = SCORE
        .iter()
        .flat_map(|word| [format!("{kind}{word}"), format!("{word}{kind}")]);
    of_d.into_iter()
        .chain(scores)
        .chain(formulas.iter().map(ToString::to_string))
        .collect()
}

/// D's accuracy on one kind of samples.
fn of_accuracy(kind: &str) -> Vec<String> {
    let alone = ACCURACY
        .iter()
        .flat_map(|word| [format!("{word}{kind}"), format!("{kind}{word}")]);
    let of_d = of_player(D, ACCURACY, kind);
    of_d.into_iter().chain(alone).collect()
}

/// D's output on one kind of samples or, in some programs, a term of its loss: `D_real`.
fn of_kind(kind: &str) -> Vec<String> {
    D.iter().map(|d| format!("{d}{kind}")).collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// The usual names of a known column, normalized.
pub(super) fn aliases(known: &str) -> Vec<(Rank, Vec<String>)> {
    let plain = |names| vec![(Rank::Plain, names)];
    match known {
        "d_loss" => vec![
            (Rank::Plain, of_player(D, LOSS, "")),
            (Rank::Adversarial, adversarial_of(D)),
            (Rank::Total, total_of(D)),
            (Rank::Bare, owned(D)),
        ],
        "g_loss" => vec![
            (Rank::Plain, of_player(G, LOSS, "")),
            (Rank::Adversarial, adversarial_of(G)),
            (Rank::Adversarial, of_player(G, &["fake"], "")),
            (Rank::Total, total_of(G)),
            (Rank::Bare, [owned(G), owned(GAN_LOSS)].concat()),
        ],
        "d_loss_real" => plain(of_player(D, LOSS, "real")),
        "d_loss_fake" => plain(of_player(D, LOSS, "fake")),
        "d_real" => vec![
            (Rank::Plain, of_score("real", &["dx", "dofx"])),
            (Rank::Bare, of_kind("real")),
        ],
        "d_fake" => vec![
            (Rank::Plain, of_score("fake", &["dgz", "dgz1", "dofgz"])),
            (Rank::Bare, of_kind("fake")),
        ],
        "d_acc_real" => plain(of_accuracy("real")),
        "d_acc_fake" => plain(of_accuracy("fake")),
        "d_sign_real" => plain(owned(&["signsreal"])),
        "d_sign_fake" => plain(owned(&["signsfake"])),
        "d_acc" => plain(of_player(D, ACCURACY, "")),
        "d_grad_norm" => plain(of_player(D, NORM, "")),
        "g_grad_norm" => plain(of_player(G, NORM, "")),
        "lr_d" => plain(of_player(D, RATE, "")),
        "lr_g" => plain(of_player(G, RATE, "")),
        "penalty" => plain(owned(PENALTY)),
        // Steps are many columns of which the best is taken; see `timeline.rs`.
        "step" => Vec::new(),
        other => plain(vec![normalized(other)]),
    }
}
