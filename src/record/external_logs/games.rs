//! The games of a log: a CycleGAN has two discriminators, and each is judged by itself.

use super::alias_table::{GAMES, is_player};
use super::column_aliases::{Alias, ColumnAliases};
use super::log_table::LogTable;

/// A pair of players in a log.
#[derive(Debug)]
pub(super) struct Game {
    /// What tells it from the others, `A`; `None` where there is one game.
    pub name: Option<String>,
    /// What each column is in it; `None`: it is not recognised, or of another game.
    pub aliases: Vec<Option<Alias>>,
    /// Which columns its mark is in.
    pub is_own: Vec<bool>,
    /// Which columns are of other games.
    pub is_of_other: Vec<bool>,
}

/// The games of a table: one, unless each of several has a loss of D and none has it without the
/// mark of a game.
pub(super) fn games(table: &LogTable, has_choice: bool) -> Vec<Game> {
    let known = ColumnAliases::new();
    let plain: Vec<Option<Alias>> = table
        .columns
        .iter()
        .map(|column| known.meaning(&column.name))
        .collect();
    let marked: Vec<Option<(String, Option<Alias>)>> = table
        .columns
        .iter()
        .zip(&plain)
        .map(|(column, plain)| match plain {
            Some(_) => None,
            None => of_game(&column.name, &known),
        })
        .collect();
    let is_d_loss = |alias: &Alias| ["d_loss", "d_loss_real", "d_loss_fake"].contains(&alias.known);
    let mut names: Vec<&String> = marked
        .iter()
        .flatten()
        .filter(|(_, alias)| alias.as_ref().is_some_and(is_d_loss))
        .map(|(name, _)| name)
        .collect();
    names.sort();
    names.dedup();
    if has_choice || names.len() < 2 || plain.iter().flatten().any(is_d_loss) {
        let none = vec![false; plain.len()];
        return vec![Game {
            name: None,
            aliases: plain,
            is_own: none.clone(),
            is_of_other: none,
        }];
    }
    let game = |name: &String| {
        let of_this = |(column, marked): (&Option<Alias>, &Option<_>)| match marked {
            Some((game, alias)) if game == name => *alias,
            Some(_) => None,
            None => *column,
        };
        let which = |is_own: bool| {
            let is_one = |(game, _): &(String, _)| (game == name) == is_own;
            let marked = marked.iter();
            marked
                .map(|marked| marked.as_ref().is_some_and(is_one))
                .collect()
        };
        Game {
            name: Some(name.clone()),
            aliases: plain.iter().zip(&marked).map(of_this).collect(),
            is_own: which(true),
            is_of_other: which(false),
        }
    };
    names.into_iter().map(game).collect()
}

/// The game that a name marks, and what the column is without the mark.
fn of_game(name: &str, known: &ColumnAliases) -> Option<(String, Option<Alias>)> {
    let words: Vec<&str> = name.split(['_', ' ', '/', '-', '.']).collect();
    let marks = (0..words.len()).filter_map(|at| {
        let (player, mark) = mark_of(words[at])?;
        let mut rest = words.clone();
        rest[at] = player;
        Some((mark.to_uppercase(), known.meaning(&rest.join("_"))))
    });
    marks.max_by_key(|(_, alias)| alias.is_some())
}

/// A word that is a mark, or a player with one: `A`, `D2`.
fn mark_of(word: &str) -> Option<(&str, &str)> {
    let is_mark = |word: &str| GAMES.iter().any(|game| game.eq_ignore_ascii_case(word));
    let last = word.char_indices().next_back()?.0;
    let (player, mark) = word.split_at(last);
    if is_mark(word) {
        return Some(("", word));
    }
    let is_numbered = is_player(player) && mark.bytes().all(|byte| byte.is_ascii_digit());
    (is_numbered && is_mark(mark)).then_some((player, mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::external_logs::log_table::LogColumn;

    /// The names of the games of these columns, each with its columns of losses.
    fn of(names: &[&str]) -> Vec<String> {
        let column = |name: &&str| LogColumn {
            name: name.to_string(),
            values: Ok(Vec::new()),
        };
        let table = LogTable {
            columns: names.iter().map(column).collect(),
            ..LogTable::default()
        };
        let shown = |game: Game| {
            let known = game.aliases.iter().flatten().map(|alias| alias.known);
            let name = game.name.unwrap_or("-".to_string());
            format!("{name}: {}", known.collect::<Vec<_>>().join(" "))
        };
        games(&table, false).into_iter().map(shown).collect()
    }

    #[test]
    fn several_discriminators_are_several_games() {
        for (names, expected) in [
            (
                &["epoch", "D_A", "G_A", "cycle_A", "D_B", "G_B"][..],
                &["A: d_loss g_loss", "B: d_loss g_loss"][..],
            ),
            (
                &["d_loss_1", "d_loss_2", "g_loss"],
                &["1: d_loss g_loss", "2: d_loss g_loss"],
            ),
            (&["loss_D1", "loss_D2"], &["1: d_loss", "2: d_loss"]),
            (&["disc_x_loss", "disc_y_loss"], &["X: d_loss", "Y: d_loss"]),
            (&["D_A", "G_A"], &["-: "]),
            (&["d_loss", "D_A", "D_B"], &["-: d_loss"]),
            (&["d_loss", "G_L1", "g_loss"], &["-: d_loss g_loss"]),
        ] {
            assert_eq!(of(names), expected, "{names:?}");
        }
    }
}
