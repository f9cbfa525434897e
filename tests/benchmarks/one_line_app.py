"""The smallest app that could be compared with: a button and one chart of three bars."""

import random

import plotly.graph_objects as go
import streamlit as st

st.button("Again")
st.plotly_chart(go.Figure(go.Bar(x=["a", "b", "c"], y=[1, 2, 3 + random.random()])))
