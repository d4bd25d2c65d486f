//! The matrix of one step near the equilibrium.

use nalgebra::Matrix4;

use super::game::DiracGame;
use super::step::State;

impl DiracGame {
    /// By how much the slowest direction shrinks in a step near the equilibrium: the largest
    /// magnitude of an eigenvalue of the step's matrix. Below 1 the game converges from nearby, above
    /// 1 it flies off.
    ///
    /// # Errors
    /// If a step is not linear there: why.
    pub fn spectral_radius(&self) -> Result<f64, String> {
        let eigenvalues = self.step_matrix()?.complex_eigenvalues();
        Ok(eigenvalues
            .iter()
            .map(|value| value.norm())
            .fold(0.0, f64::max))
    }

    /// The matrix of a step on (theta, psi, G's memory, D's memory), with the noise of the first one.
    pub(crate) fn step_matrix(&self) -> Result<Matrix4<f64>, String> {
        let noise = self.noise_at(1);
        self.linear_gradients([0.0, 0.0], noise)?;
        let gradients = |position| {
            let linear = self.linear_gradients(position, noise);
            linear.expect("it was linear at 0")
        };
        let columns: Vec<_> = (0..4)
            .map(|at| {
                let mut unit = [0.0; 4];
                unit[at] = 1.0;
                let mut state = State {
                    position: [unit[0], unit[1]],
                    memory: [unit[2], unit[3]],
                };
                self.advance(&mut state, &gradients);
                let [[theta, psi], [of_g, of_d]] = [state.position, state.memory];
                nalgebra::Vector4::new(theta, psi, of_g, of_d)
            })
            .collect();
        Ok(Matrix4::from_columns(&columns))
    }
}
