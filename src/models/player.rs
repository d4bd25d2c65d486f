//! The two players of a GAN, and values that each of them has.

/// One of the two players.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// G: latent rows -> samples.
    Generator,
    /// D: samples -> logits.
    Discriminator,
}

impl Player {
    /// Both players.
    pub const BOTH: [Player; 2] = [Player::Generator, Player::Discriminator];
}

/// One value of each player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerPlayer<T> {
    /// That of G.
    pub generator: T,
    /// That of D.
    pub discriminator: T,
}

impl<T> PerPlayer<T> {
    /// The value of one player.
    pub fn of(&self, player: Player) -> &T {
        match player {
            Player::Generator => &self.generator,
            Player::Discriminator => &self.discriminator,
        }
    }

    /// The value of one player, to be changed.
    pub fn of_mut(&mut self, player: Player) -> &mut T {
        match player {
            Player::Generator => &mut self.generator,
            Player::Discriminator => &mut self.discriminator,
        }
    }

    /// Another value of each player, made from this one.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> PerPlayer<U> {
        PerPlayer {
            generator: make(self.generator),
            discriminator: make(self.discriminator),
        }
    }
}
