"""What runs AI Automation outside of a home: demonstration, evaluation, benchmark."""
