"""What every page uses: session, cached answers, pickers, panels, style."""
