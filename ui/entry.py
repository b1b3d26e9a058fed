"""The script Streamlit runs for every view: the navigation, once it is known who asks."""

from pathlib import Path

import streamlit as st

from ui.parts.pages import VIEWS, page
from ui.state import person

HERE = Path(__file__).resolve().parent
ABOUT = "Steelyard weighs every way to get AI compute and returns the portfolio to procure."

view = st.navigation([page(one.name) for one in VIEWS], position="top")
st.set_page_config(
    page_title=f"{view.title} - Steelyard",
    page_icon=str(HERE / "steelyard.svg"),
    layout="wide",
    menu_items={"About": ABOUT},  # with an entry of its own Streamlit shows its menu, and in it the choice of theme
)
st.html(HERE / "style.css")
person()
view.run()
