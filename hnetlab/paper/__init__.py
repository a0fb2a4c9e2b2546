"""The paper's figures and tables, and questions that it leaves open: what each trains and shows."""
